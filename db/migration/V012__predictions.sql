-- What configurations were predicted to tell, so that it can be compared with what they told.
CREATE TABLE prediction (
    study_id       bigint           NOT NULL REFERENCES study ON DELETE CASCADE,
    prediction_id  bigint           GENERATED ALWAYS AS IDENTITY,
    -- The language model that predicted; null for the engine's own surrogate.
    model          text,
    configuration  jsonb            NOT NULL,
    -- The study's revision that was known.
    revision       bigint           NOT NULL,
    mean           double precision NOT NULL,
    spread         double precision,
    low            double precision,
    high           double precision,
    probability    double precision,
    draws          integer,
    created_at     timestamptz      NOT NULL,
    PRIMARY KEY (study_id, prediction_id)
);
