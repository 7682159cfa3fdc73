-- What a model was asked for.
ALTER TABLE exchange ADD COLUMN kind text NOT NULL DEFAULT 'proposals' CHECK (kind IN ('proposals', 'predictions'));

-- Models that were fine-tuned on a project's studies; only that project knows them.
CREATE TABLE tuned_model (
    project   text NOT NULL,
    name      text NOT NULL,
    base      text NOT NULL,
    purpose   text NOT NULL CHECK (purpose IN ('policy', 'surrogate')),
    model     text NOT NULL,
    standing  text NOT NULL CHECK (standing IN ('candidate', 'usable', 'rejected')),
    PRIMARY KEY (project, name)
);

-- Fine-tunings: what was asked for, how far each is, and which replica works on it until when.
CREATE TABLE fine_tune (
    project        text        NOT NULL,
    number         bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    name           text        NOT NULL,
    request        jsonb       NOT NULL,
    state          text        NOT NULL CHECK (state IN
        ('building', 'uploading', 'training', 'evaluating', 'usable', 'rejected', 'failed', 'cancelled')),
    reason         text,
    work           jsonb       NOT NULL,
    is_cancelling  boolean     NOT NULL,
    failures       integer     NOT NULL,
    due_at         timestamptz NOT NULL,
    claim          uuid,
    claimed_until  timestamptz,
    created_at     timestamptz NOT NULL,
    PRIMARY KEY (project, number)
);
CREATE UNIQUE INDEX fine_tune_name ON fine_tune (project, name) WHERE state NOT IN ('failed', 'cancelled');
CREATE INDEX fine_tune_due ON fine_tune (due_at) WHERE state IN ('building', 'uploading', 'training', 'evaluating');
