-- What studies are found by that resemble another one: the words of their names, descriptions and labels, and the names of their
-- parameters.
ALTER TABLE study ADD COLUMN words tsvector NOT NULL GENERATED ALWAYS AS (
    to_tsvector('english', translate(name, '-_.', '   ') || ' ' || coalesce(description, ''))
    || jsonb_to_tsvector('english', labels, '["string"]')) STORED;
CREATE INDEX study_words ON study USING gin (words);

ALTER TABLE study_definition
    ADD COLUMN parameters jsonb NOT NULL GENERATED ALWAYS AS (jsonb_path_query_array(space, '$[*].name')) STORED,
    -- What may be learned from earlier studies; null where nothing is.
    ADD COLUMN transfer jsonb;
CREATE INDEX study_definition_parameters ON study_definition USING gin (parameters);

-- The earlier studies that one learns from, as they were when it was created: some trials of theirs, with the
-- values of their first objective.
CREATE TABLE study_source (
    study_id    bigint           NOT NULL REFERENCES study ON DELETE CASCADE,
    place       integer          NOT NULL,
    name        text             NOT NULL,
    score       double precision NOT NULL,
    reasons     jsonb            NOT NULL,
    taught      jsonb            NOT NULL,
    PRIMARY KEY (study_id, place)
);
