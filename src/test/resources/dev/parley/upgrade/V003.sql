UPDATE study_progress SET defaults_due = true WHERE study_id = ${finished};
