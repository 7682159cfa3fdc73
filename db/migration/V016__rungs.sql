SET LOCAL lock_timeout = '10s';

-- The loss at which a trial came to a step where the study's pruner compares trials.
CREATE TABLE rung (
    study_id  bigint           NOT NULL,
    number    integer          NOT NULL,
    step      bigint           NOT NULL,
    loss      double precision NOT NULL,
    PRIMARY KEY (study_id, number, step),
    FOREIGN KEY (study_id, number) REFERENCES trial ON DELETE CASCADE
);
CREATE INDEX rung_step ON rung (study_id, step, loss, number);
