UPDATE trial SET standard_errors = '{0.01}', scores = '{"loss": [0.19, 0.2, 0.21]}' WHERE study_id = ${study} AND number = 1;
