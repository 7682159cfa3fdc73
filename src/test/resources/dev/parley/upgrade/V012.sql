INSERT INTO prediction (study_id, model, configuration, revision, mean, spread, low, high, probability, draws, created_at)
VALUES (${study}, NULL, '{"lr": 0.01, "solver": "adam"}', 20, 0.25, 0.05, 0.15, 0.35, 0.2, NULL, clock_timestamp());
INSERT INTO foretelling (study_id, due_at, seen_number, failures)
VALUES (${study}, clock_timestamp() + interval '1 day', 4, 0);
