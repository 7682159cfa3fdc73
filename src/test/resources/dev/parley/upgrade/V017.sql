UPDATE trial SET worker = 'gpu-4' WHERE study_id = ${study} AND number = 6;
