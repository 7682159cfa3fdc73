-- Trials end in another order than they began, as the views of their best values show.
UPDATE trial SET finished_at = timestamptz '2026-01-03Z' - number * interval '1 minute'
WHERE study_id = ${study} AND finished_at IS NOT NULL;
