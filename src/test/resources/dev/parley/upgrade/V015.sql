UPDATE study_definition SET pruner = '{"type": "asha", "minResource": 1, "reductionFactor": 4, "minEarlyStoppingRate": 0,
    "bootstrapCount": 0, "metric": "loss", "direction": "minimize"}' WHERE study_id = ${study};
