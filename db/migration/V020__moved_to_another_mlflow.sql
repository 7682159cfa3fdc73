-- When a study was last moved from one MLflow to another.
ALTER TABLE mlflow_study ADD COLUMN moved_at timestamptz;
