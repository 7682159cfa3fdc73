INSERT INTO rung (study_id, number, step, loss) VALUES (${study}, 2, 1, 0.95), (${study}, 2, 4, 0.9);
