-- A study for each client of pair.sql, or one for all of them; prints the first one's number. psql -v clients=32
WITH studies AS (
    INSERT INTO study (project, name, labels, lease_seconds, lease_attempts, version, space_version, created_at)
    SELECT 'pgbench', gen_random_uuid()::text, '{}', 86400, 3, 1, 1, now() FROM generate_series(1, :clients)
    RETURNING study_id),
progress AS (
    INSERT INTO study_progress (study_id, state, revision, next_number, next_draw, imported, queued, running, complete,
        pruned, infeasible, failed, cancelled, lost, since_best, paused_seconds)
    SELECT study_id, 'active', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM studies)
SELECT min(study_id) FROM studies;
