-- The revision of the history that the model behind a trial's configuration was fitted to.
ALTER TABLE trial ADD COLUMN fit_revision bigint;
