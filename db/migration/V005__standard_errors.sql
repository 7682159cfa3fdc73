-- How sure a result is: a standard error for each of the values, NaN where none is known, and the single scores by
-- objective where they were told.
ALTER TABLE trial
    ADD COLUMN standard_errors double precision[],
    ADD COLUMN scores          jsonb;
