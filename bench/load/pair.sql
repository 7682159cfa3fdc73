-- What an ask and a tell have to write at the least, as one transaction: the study's progress, the new trial, its outcome.
-- pgbench -n -f pair.sql -D first=STUDY_ID, where the study of client c is first + c (see pair-studies.sql).
\set study :first + :client_id
\set lr random(1, 1000000)
BEGIN;
UPDATE study_progress SET revision = revision + 2, next_number = next_number + 1, next_draw = next_draw + 1,
    complete = complete + 1, since_best = since_best + 1
    WHERE study_id = :study RETURNING next_number - 1 AS number, revision \gset
INSERT INTO trial (study_id, number, state, origin, configuration, imported, draw, batch_draw, history_revision, revision,
        created_revision, attempt, handout, lease_nonce, lease_seconds, lease_expires_at, violation, created_at, started_at)
    VALUES (:study, :number, 'running', 'tpe', ('{"lr": ' || :lr || 'e-7, "decay": 1.2345e-5, "momentum": 0.87654321, '
        || '"dropout": 0.3, "width": 128, "depth": 7, "batch": 64, "solver": "adam"}')::jsonb, false, :number, :number,
        :revision - 2, :revision - 1, :revision - 1, 1, 1, :lr, 86400, now() + interval '1 day', 0, now(), now());
UPDATE trial SET state = 'complete', values = ARRAY[:lr * 1e-7], loss = :lr * 1e-7, revision = :revision,
    finished_revision = :revision, lease_expires_at = NULL, finished_at = now()
    WHERE study_id = :study AND number = :number;
COMMIT;
