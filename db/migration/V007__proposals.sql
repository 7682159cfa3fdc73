-- What a study with a language model has used of it, and when it is to be asked again.
CREATE TABLE study_model (
    study_id        bigint  PRIMARY KEY REFERENCES study ON DELETE CASCADE,
    next_exchange   integer NOT NULL,
    next_proposal   integer NOT NULL,
    -- Proposals that wait to be used, and what the study was like when they were last asked for.
    waiting         integer NOT NULL,
    seen_best       integer,
    seen_space      integer NOT NULL,
    seen_ended      integer NOT NULL,
    -- The refill at work: no other starts before its claim runs out. After failures the next one waits.
    claim           uuid,
    claimed_until   timestamptz,
    due_at          timestamptz NOT NULL,
    failures        integer NOT NULL,
    -- Settled calls, and what the calls at work may use at most.
    calls           bigint  NOT NULL,
    tokens          bigint  NOT NULL,
    cost            numeric NOT NULL,
    reserved_calls  bigint  NOT NULL,
    reserved_tokens bigint  NOT NULL,
    reserved_cost   numeric NOT NULL
) WITH (fillfactor = 50);
CREATE INDEX study_model_due ON study_model (due_at);

-- One request to a model and its answer, kept whole, or hashes of both.
CREATE TABLE exchange (
    study_id       bigint      NOT NULL REFERENCES study ON DELETE CASCADE,
    number         integer     NOT NULL,
    model          text        NOT NULL,
    settings       jsonb       NOT NULL,
    prompt_hash    bytea       NOT NULL,
    system_text    text,
    user_text      text,
    answer_hash    bytea,
    answer         text,
    outcome        text        NOT NULL,
    reason         text,
    fates          jsonb       NOT NULL,
    input_tokens   bigint,
    output_tokens  bigint,
    cost           numeric,
    milliseconds   bigint      NOT NULL,
    created_at     timestamptz NOT NULL,
    PRIMARY KEY (study_id, number)
);
CREATE INDEX exchange_age ON exchange (created_at);

-- Configurations that a model put forward. Those without an end wait to be used.
CREATE TABLE proposal (
    study_id          bigint  NOT NULL REFERENCES study ON DELETE CASCADE,
    number            integer NOT NULL,
    exchange          integer NOT NULL,
    rank              integer NOT NULL,
    space_version     integer NOT NULL,
    configuration     jsonb   NOT NULL,
    rationale         text,
    made_at           integer NOT NULL,
    created_revision  bigint  NOT NULL,
    fate              text    CHECK (fate IN ('used', 'stale')),
    ended_revision    bigint,
    trial             integer,
    PRIMARY KEY (study_id, number)
);
CREATE INDEX proposal_waiting ON proposal (study_id) WHERE fate IS NULL;

-- How the model took part in a trial: the turn, the proposal, what the gate thought, what the engine alone would have done.
ALTER TABLE trial ADD COLUMN turn text, ADD COLUMN mixing jsonb;
