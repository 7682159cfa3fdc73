SET LOCAL lock_timeout = '10s';

-- What a worker was running, for when it comes back. Made by itself, since changes of trials wait until all of them are read.
CREATE INDEX trial_worker ON trial (study_id, worker) WHERE state = 'running';
