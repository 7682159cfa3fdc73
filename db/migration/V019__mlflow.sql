-- How far a study has been logged to MLflow.
CREATE TABLE mlflow_study (
    study_id            bigint  PRIMARY KEY REFERENCES study ON DELETE CASCADE,
    -- What tells it from every other study, those of other databases too.
    identity            uuid    NOT NULL DEFAULT gen_random_uuid(),
    -- The server that the identifiers of experiments and runs are of.
    server              text    NOT NULL,
    experiment_id       text,
    experiment_version  integer,
    -- Trials that ended up to this revision are in mlflow_run.
    seen_revision       bigint  NOT NULL DEFAULT 0,
    -- Until when it is left alone, where nothing of it can be logged, and why.
    held_until          timestamptz,
    held_reason         text,
    -- The process that logs it: no other does before its claim runs out.
    claim               uuid,
    claimed_until       timestamptz
);

-- A trial that has ended, and its run.
CREATE TABLE mlflow_run (
    study_id         bigint  NOT NULL REFERENCES mlflow_study ON DELETE CASCADE,
    number           integer NOT NULL,
    -- The trial's revision that its run is to show, and the one that it does.
    revision         bigint  NOT NULL,
    logged_revision  bigint,
    run_id           text,
    -- Whether there may be a run that nobody has told us of.
    is_doubtful      boolean NOT NULL DEFAULT false,
    failures         integer NOT NULL DEFAULT 0,
    -- Why MLflow does not take it.
    refusal          text,
    -- When there is something to do; null if there is nothing.
    due_at           timestamptz,
    PRIMARY KEY (study_id, number)
);
CREATE INDEX mlflow_run_due ON mlflow_run (study_id, due_at, number) WHERE due_at IS NOT NULL;
