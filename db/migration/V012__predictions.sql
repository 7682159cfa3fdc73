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
    -- Of what a model foretold for asks to use: the revision at which it came, how many trials had ended before, and where the
    -- configuration came from if it is a candidate and no trial's.
    foretold_revision  bigint,
    space_version      integer,
    made_at            integer,
    origin             text,
    PRIMARY KEY (study_id, prediction_id)
);
CREATE INDEX prediction_foretold ON prediction (study_id, prediction_id) WHERE foretold_revision IS NOT NULL;

-- The studies whose models foretell what the engine's candidates will score: when they are to be asked again, how many trials
-- there were when they were asked last, and how often in a row that failed.
CREATE TABLE foretelling (
    study_id     bigint      PRIMARY KEY REFERENCES study ON DELETE CASCADE,
    due_at       timestamptz NOT NULL,
    claim        uuid,
    seen_number  integer     NOT NULL,
    failures     integer     NOT NULL
);
CREATE INDEX foretelling_due ON foretelling (due_at);
