UPDATE exchange SET ended = 4, space_version = 1, whole = true WHERE study_id = ${study};
UPDATE study_model SET few = 1, fresh = 10, missed = 0 WHERE study_id = ${study};
