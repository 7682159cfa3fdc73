-- How often a study has been completed: one that goes on and is completed again counts twice.
ALTER TABLE study_progress ADD COLUMN completions integer NOT NULL DEFAULT 0;
UPDATE study_progress SET completions = 1 WHERE state = 'completed';

-- Where events are sent.
CREATE TABLE webhook (
    project          text        NOT NULL,
    webhook_id       text        NOT NULL,
    url              text        NOT NULL,
    events           text[]      NOT NULL,
    -- Whether it listens to more than what is announced to it.
    follows_studies  boolean     NOT NULL GENERATED ALWAYS AS (NOT events <@ ARRAY['study.drift']) STORED,
    study_name       text,
    description      text,
    secret           text        NOT NULL,
    -- The secrets before, the latest first, with which messages are signed too until receivers have had the time to change over.
    former_secrets   text[]      NOT NULL DEFAULT '{}',
    former_until     timestamptz,
    created_at       timestamptz NOT NULL,
    -- Since when every attempt has failed, and since when and why there are none any more.
    failing_since    timestamptz,
    disabled_at      timestamptz,
    disabled_reason  text,
    -- The replica that delivers: no other does before its claim runs out.
    claim            uuid,
    claimed_until    timestamptz,
    PRIMARY KEY (project, webhook_id)
);

-- How far a webhook has seen a study: what is later gives events.
CREATE TABLE webhook_cursor (
    study_id          bigint  NOT NULL REFERENCES study ON DELETE CASCADE,
    project           text    NOT NULL,
    webhook_id        text    NOT NULL,
    seen_revision     bigint  NOT NULL,
    seen_completions  integer NOT NULL,
    seen_best         integer,
    PRIMARY KEY (study_id, project, webhook_id),
    FOREIGN KEY (project, webhook_id) REFERENCES webhook ON DELETE CASCADE
);
CREATE INDEX webhook_cursor_webhook ON webhook_cursor (project, webhook_id);

-- How far a study has been looked at for every webhook: only one that is later has cursors to move.
CREATE TABLE webhook_mark (
    study_id          bigint  PRIMARY KEY REFERENCES study ON DELETE CASCADE,
    seen_revision     bigint  NOT NULL,
    seen_completions  integer NOT NULL
);

-- One event on its way to one webhook, and what became of it. The identifiers are in the order of time.
CREATE TABLE delivery (
    project            text        NOT NULL,
    webhook_id         text        NOT NULL,
    delivery_id        text        NOT NULL,
    event              text        NOT NULL,
    body               text        NOT NULL,
    state              text        NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
    created_at         timestamptz NOT NULL,
    attempts           integer     NOT NULL,
    -- Failed attempts since it was put on its way, for the first time or again.
    failures           integer     NOT NULL,
    next_attempt_at    timestamptz,
    last_attempt_at    timestamptz,
    last_status        integer,
    last_error         text,
    last_excerpt       text,
    last_milliseconds  bigint,
    PRIMARY KEY (project, webhook_id, delivery_id),
    FOREIGN KEY (project, webhook_id) REFERENCES webhook ON DELETE CASCADE
);
CREATE INDEX delivery_due ON delivery (project, webhook_id, next_attempt_at) WHERE state = 'waiting';
CREATE INDEX delivery_age ON delivery (created_at) WHERE state <> 'waiting';

-- A finished study whose deployed configuration is measured in use: what it promised, and what has been found.
CREATE TABLE watch (
    study_id         bigint  PRIMARY KEY REFERENCES study ON DELETE CASCADE,
    settings         jsonb   NOT NULL,
    configuration    json    NOT NULL,
    trials           jsonb   NOT NULL,
    promised_mean    double precision NOT NULL,
    promised_low     double precision,
    promised_high    double precision,
    promised_noise   double precision,
    created_at       timestamptz NOT NULL,
    -- How many live measurements there have been, the e-value after the last of them, and the greatest so far.
    measurements     bigint  NOT NULL,
    evidence         double precision NOT NULL,
    most_evidence    double precision NOT NULL,
    -- The drift, once it is found: when, since when, and the study that goes on, or why there is none.
    drifted_at       timestamptz,
    worse_since      timestamptz,
    successor        text,
    successor_fault  text
);

-- The latest live measurements of a watched study.
CREATE TABLE live_measurement (
    study_id     bigint NOT NULL REFERENCES watch ON DELETE CASCADE,
    number       bigint NOT NULL,
    value        double precision NOT NULL,
    measured_at  timestamptz NOT NULL,
    PRIMARY KEY (study_id, number)
);
