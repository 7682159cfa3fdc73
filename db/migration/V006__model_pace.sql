-- When a model was last asked, by any replica: the latest requests, as many as it may get in a minute.
CREATE TABLE model_pace (
    model         text PRIMARY KEY,
    requested_at  timestamptz[] NOT NULL
) WITH (fillfactor = 50);
