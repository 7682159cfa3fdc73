UPDATE study_definition SET transfer = '{"from": ["${name}-finished"], "most": 16}' WHERE study_id = ${study};
INSERT INTO study_source (study_id, place, name, score, reasons, taught)
VALUES (${study}, 0, '${name}-finished', 0.8, '[]', '{"objective": "loss", "direction": "minimize", "complete": 1,
    "trials": [{"value": 0.3, "configuration": {"lr": 0.001, "solver": "sgd"}}]}');
