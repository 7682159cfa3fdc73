"""Writes hypervolumes that Optuna computes, for HypervolumeTests.

    .venv/bin/python bench/reference/hypervolume.py > src/test/resources/dev/parley/optimizer/hypervolume.json
"""

import json

import numpy as np
from optuna._hypervolume import compute_hypervolume

REFERENCE = 1.1
cases = []
for seed, (points, objectives) in enumerate([(1, 1), (1, 2), (20, 2), (60, 2), (15, 3), (40, 3), (12, 4), (25, 5), (20, 8)]):
    losses = np.random.default_rng(seed).random((points, objectives)).round(3)
    losses[-1] = losses[0]
    reference = np.full(objectives, REFERENCE)
    whole = float(compute_hypervolume(losses, reference))
    without = [whole - float(compute_hypervolume(np.delete(losses, i, axis=0), reference)) for i in range(points)]
    cases.append({"losses": losses.tolist(), "volume": whole, "contributions": without})
print(json.dumps({"reference": REFERENCE, "cases": cases}))
