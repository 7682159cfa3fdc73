INSERT INTO former_space (study_id, space_version, last_revision, space)
VALUES (${study}, 1, 3, '[{"type": "float", "name": "lr", "low": 1e-04, "high": 0.1, "scale": "log"},
    {"type": "categorical", "name": "solver", "choices": ["adam", "sgd"]}]');
UPDATE study SET version = 2, space_version = 2 WHERE study_id = ${study};
