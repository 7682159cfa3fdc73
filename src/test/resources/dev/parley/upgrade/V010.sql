UPDATE study_progress SET completions = 1 WHERE study_id = ${finished};
INSERT INTO webhook (project, webhook_id, url, events, study_name, secret, created_at)
VALUES ('default', 'hook-${study}', 'https://hooks.example/parley', ARRAY['study.finished'], '${name}-finished',
    'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=', '2026-01-01Z');
INSERT INTO webhook_cursor (study_id, project, webhook_id, seen_revision, seen_completions)
VALUES (${finished}, 'default', 'hook-${study}', 2, 1);
INSERT INTO webhook_mark (study_id, seen_revision, seen_completions) VALUES (${finished}, 2, 1);
INSERT INTO delivery (project, webhook_id, delivery_id, event, body, state, created_at, attempts, failures, last_attempt_at,
    last_status, last_milliseconds)
VALUES ('default', 'hook-${study}', 'msg-${study}', 'study.finished', '{"type": "study.finished"}', 'delivered',
    clock_timestamp(), 1, 0, clock_timestamp(), 204, 35);
INSERT INTO watch (study_id, settings, configuration, trials, promised_mean, promised_low, promised_high, promised_noise,
    created_at, measurements, evidence, most_evidence)
VALUES (${finished}, '{"window": 100, "significance": 0.05, "tolerance": 0.0, "successor": {"create": false}}',
    '{"lr": 0.001, "solver": "sgd"}', '[0]', 0.3, 0.28, 0.32, 0.01, '2026-01-03Z', 1, 1.1, 1.1);
INSERT INTO live_measurement (study_id, number, value, measured_at) VALUES (${finished}, 0, 0.31, '2026-01-04Z');
