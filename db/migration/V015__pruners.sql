SET LOCAL lock_timeout = '10s';

-- What decides which trials stop early.
ALTER TABLE study_definition ADD COLUMN pruner jsonb;
