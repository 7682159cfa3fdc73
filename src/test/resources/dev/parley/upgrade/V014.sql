INSERT INTO measurement (study_id, number, handout, attempt, step, values, recorded_at)
VALUES (${study}, 2, 2, 1, 4, '{"loss": 0.9}', now());
