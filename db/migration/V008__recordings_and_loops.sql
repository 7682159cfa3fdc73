-- Proposals of a study that replays another one: they come before the trial of this number is suggested, and have no revision
-- until then; some that were not used leave before another one is.
ALTER TABLE proposal ADD COLUMN comes_at integer, ADD COLUMN leaves_at integer, ALTER COLUMN created_revision DROP NOT NULL;

-- How a model in a loop has moved the ranges, what it proposed although it was there already, and what it was told of: how many
-- trials had ended, in which space, and whether it was told everything.
ALTER TABLE exchange
    ADD COLUMN ranges        jsonb,
    ADD COLUMN repeated      jsonb,
    ADD COLUMN ended         integer,
    ADD COLUMN space_version integer,
    ADD COLUMN whole         boolean;

-- When a model is asked again: with fewer proposals waiting, after more trials have ended, or where asks found none.
ALTER TABLE study_model
    ADD COLUMN few    integer NOT NULL DEFAULT 3,
    ADD COLUMN fresh  integer NOT NULL DEFAULT 10,
    ADD COLUMN missed integer NOT NULL DEFAULT 0;
UPDATE study_model m SET few = CASE WHEN d.strategy ->> 'type' = 'llm' THEN 0 ELSE 1 END,
    fresh = CASE WHEN d.strategy ->> 'type' = 'llm' THEN 0 ELSE 10 END
FROM study_definition d
WHERE d.study_id = m.study_id AND (d.strategy ->> 'type' = 'llm' OR d.strategy ->> 'mode' = 'coin');
