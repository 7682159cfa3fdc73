UPDATE trial SET step = 4, reports = 2 WHERE study_id = ${study} AND number = 2;
