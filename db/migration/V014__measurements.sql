SET LOCAL lock_timeout = '10s';

-- A trial that was given back is handed out again without a new attempt: measurements belong to the handout.
ALTER TABLE measurement ADD COLUMN handout integer NOT NULL DEFAULT 1;
UPDATE measurement SET handout = attempt;
ALTER TABLE measurement DROP CONSTRAINT measurement_pkey, ADD PRIMARY KEY (study_id, number, handout, step);
