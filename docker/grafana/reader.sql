-- The user as which Grafana reads the views of its dashboards, and nothing else of the database. May be run again.
DO $$
BEGIN
    CREATE ROLE grafana LOGIN;
EXCEPTION
    WHEN duplicate_object THEN NULL;
END
$$;
ALTER ROLE grafana PASSWORD :'password';
ALTER ROLE grafana SET statement_timeout = '15s';
ALTER ROLE grafana SET default_transaction_read_only = on;
GRANT SELECT ON dashboard_study, dashboard_trial, dashboard_best, dashboard_worker, dashboard_model_use, dashboard_exchange
    TO grafana;
