UPDATE trial SET fit_revision = 6 WHERE study_id = ${study} AND number = 8;
