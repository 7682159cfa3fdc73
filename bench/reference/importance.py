"""Writes the importances that Optuna computes by PED-ANOVA, for ImportanceTests.

    .venv/bin/python bench/reference/importance.py > src/test/resources/dev/parley/optimizer/analysis/importance.json
"""

import json
import math
import warnings

import numpy as np
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.importance import PedAnovaImportanceEvaluator, get_param_importances

warnings.filterwarnings("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)

SPACES = {
    "floats": [
        {"name": "a", "type": "float", "low": -1, "high": 2}, {"name": "b", "type": "float", "low": 1e-4, "high": 10, "scale": "log"},
        {"name": "c", "type": "float", "low": 0, "high": 1, "step": 0.25}],
    "mixed": [
        {"name": "lr", "type": "float", "low": 1e-5, "high": 0.1, "scale": "log"},
        {"name": "width", "type": "int", "low": 8, "high": 512, "scale": "log"},
        {"name": "layers", "type": "int", "low": 1, "high": 4}, {"name": "units", "type": "int", "low": 0, "high": 1000, "step": 10},
        {"name": "solver", "type": "categorical", "choices": ["adam", "sgd", "lion"]},
        {"name": "unused", "type": "categorical", "choices": ["x", "y"]}],
    "conditional": [
        {"name": "solver", "type": "categorical", "choices": ["adam", "sgd"]},
        {"name": "momentum", "type": "float", "low": 0, "high": 0.99, "when": {"parameter": "solver", "in": ["sgd"]}},
        {"name": "beta", "type": "float", "low": 0.8, "high": 0.999, "when": {"parameter": "solver", "in": ["adam"]}},
        {"name": "batch", "type": "int", "low": 1, "high": 64}],
}


def distribution(p):
    if p["type"] == "categorical":
        return CategoricalDistribution(p["choices"])
    kind = FloatDistribution if p["type"] == "float" else IntDistribution
    step = {"step": p["step"]} if "step" in p else {}
    return kind(p["low"], p["high"], log=p.get("scale") == "log", **step)


def configuration(trial, space):
    found = {}
    for p in space:
        if "when" not in p or found.get(p["when"]["parameter"]) in p["when"]["in"]:
            found[p["name"]] = trial._suggest(p["name"], distribution(p))
    return found


def loss(c):
    total = 0.0
    for place, value in enumerate(c.values()):
        number = {"adam": 0.1, "sgd": 0.3, "lion": 1.0, "x": 0, "y": 0}.get(value, value)
        total += (0 if value in ("x", "y") else 1 / (1 + place)) * math.log1p(abs(number - 0.2))
    return round(total, 6)


def study(space, sampler, trials, direction):
    found = optuna.create_study(sampler=sampler, direction=direction)
    rows = []
    for _ in range(trials):
        trial = found.ask()
        c = configuration(trial, space)
        value = loss(c) if direction == "minimize" else -loss(c)
        found.tell(trial, value)
        rows.append({"configuration": c, "value": value})
    return found, rows


cases = []
for name, space in SPACES.items():
    for trials, seed, direction in [(2, 0, "minimize"), (7, 1, "maximize"), (40, 2, "minimize"), (200, 3, "maximize")]:
        sampler = (optuna.samplers.TPESampler if trials > 50 else optuna.samplers.RandomSampler)(seed=seed)
        found, rows = study(space, sampler, trials, direction)
        importances = get_param_importances(found, evaluator=PedAnovaImportanceEvaluator())
        cases.append({"name": f"{name}-{trials}", "space": space, "direction": direction, "trials": rows,
                      "importances": {p["name"]: importances.get(p["name"], 0.0) for p in space}})
print(json.dumps({"cases": cases}))
