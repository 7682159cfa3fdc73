INSERT INTO mlflow_study (study_id, server, experiment_id, experiment_version, seen_revision)
VALUES (${finished}, 'http://mlflow.example:5000', '7', 1, 2);
INSERT INTO mlflow_run (study_id, number, revision, logged_revision, run_id)
VALUES (${finished}, 0, 2, 2, '0123456789abcdef0123456789abcdef');
INSERT INTO mlflow_run (study_id, number, revision, refusal, failures, due_at)
VALUES (${finished}, 1, 2, 'it answered 400: no', 1, '2100-01-01Z');
