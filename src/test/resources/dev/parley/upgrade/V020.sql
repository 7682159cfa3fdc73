UPDATE mlflow_study SET moved_at = timestamptz '2026-01-04Z' WHERE study_id = ${finished};
