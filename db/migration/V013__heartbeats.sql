-- Each of V013 to V017 changes one table and waits for its lock a short while only, so that replicas can work meanwhile.
SET LOCAL lock_timeout = '10s';

-- Heartbeats and reports rewrite the rows of running trials: what they change is in no index, and a page has room for the
-- new row, so that the indices stay as they are.
DROP INDEX trial_lease;
ALTER TABLE trial SET (fillfactor = 85);

-- How many reports a trial has made, and the last step of one that was pruned.
ALTER TABLE trial ADD COLUMN reports integer NOT NULL DEFAULT 0, ADD COLUMN step bigint;
