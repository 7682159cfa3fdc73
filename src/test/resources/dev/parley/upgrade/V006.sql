INSERT INTO model_pace (model, requested_at) VALUES ('small-${study}', ARRAY[timestamptz '2026-01-01Z']);
