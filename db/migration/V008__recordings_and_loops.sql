-- Proposals of a study that replays another one: they come before the trial of this number is suggested, and have no revision
-- until then; some that were not used leave before another one is.
ALTER TABLE proposal ADD COLUMN comes_at integer, ADD COLUMN leaves_at integer, ALTER COLUMN created_revision DROP NOT NULL;

-- How a model in a loop has moved the ranges, what it proposed although it was there already, and what it was told of: how many
-- trials had ended, in which space.
ALTER TABLE exchange
    ADD COLUMN ranges        jsonb,
    ADD COLUMN repeated      jsonb,
    ADD COLUMN ended         integer,
    ADD COLUMN space_version integer;

-- When a model is asked again: with fewer proposals waiting, after more trials have ended, or where asks found none.
ALTER TABLE study_model
    ADD COLUMN few    integer NOT NULL DEFAULT 3,
    ADD COLUMN fresh  integer NOT NULL DEFAULT 10,
    ADD COLUMN missed integer NOT NULL DEFAULT 0;
ALTER TABLE study_model ALTER COLUMN few DROP DEFAULT, ALTER COLUMN fresh DROP DEFAULT;
