"""Records what Optuna's TPE makes of twenty histories, as reference for Parley's.

    python3 -m venv .venv && .venv/bin/pip install optuna==5.0.0 numpy==2.4.6
    .venv/bin/python bench/reference/optuna_tpe.py

writes src/test/resources/dev/parley/optimizer/tpe/*.json, the same on every run: for each history the space, the
trials, and at some points log l and log g as Optuna's own sampler computes them. The sampler is a default TPESampler
whose estimators and acquisition are overheard while it suggests; points are its candidates, observations and places on
the bounds.

NumPy's default argsort orders equal numbers as the processor's vector instructions happen to. It decides which of
several equal observations gets which bandwidth, so the script makes Optuna sort them stably, by trial number.
"""

import json
import math
import pathlib
import random

import numpy as np
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.samplers._tpe import parzen_estimator
from optuna.trial import TrialState, create_trial

assert optuna.__version__ == "5.0.0", optuna.__version__
optuna.logging.set_verbosity(optuna.logging.ERROR)

TARGET = pathlib.Path(__file__).parents[2] / "src/test/resources/dev/parley/optimizer/tpe"


class StableNumpy:
    def __getattr__(self, name):
        return getattr(np, name)

    @staticmethod
    def argsort(values):
        return np.argsort(values, kind="stable")


parzen_estimator.np = StableNumpy()

CONTINUOUS = {"x": FloatDistribution(-5, 10), "y": FloatDistribution(0, 15)}
LOG = {"lr": FloatDistribution(1e-5, 0.1, log=True), "decay": FloatDistribution(1e-300, 1e300, log=True)}
STEPPED = {"dropout": FloatDistribution(0, 0.9, step=0.1), "shift": FloatDistribution(-3, 3, step=0.25)}
INT = {"depth": IntDistribution(1, 12), "leaves": IntDistribution(-100, 900, step=50), "many": IntDistribution(0, 10**6)}
# Far wider ranges would not do: Optuna takes the mass of a cell as a difference of two masses and loses digits there.
INT_LOG = {"width": IntDistribution(8, 512, log=True), "rows": IntDistribution(1, 10**4, log=True)}
CATEGORICAL = {"solver": CategoricalDistribution(["adam", "sgd", "lion"]), "bias": CategoricalDistribution([False, True])}
MIXED = {
    "lr": LOG["lr"],
    "l2": FloatDistribution(1e-8, 1, log=True),
    "momentum": FloatDistribution(0, 0.99),
    "dropout": STEPPED["dropout"],
    "width": INT_LOG["width"],
    "depth": INT["depth"],
    "batch": IntDistribution(0, 3),
    "solver": CATEGORICAL["solver"],
}

# name: space, trials, and what share of them is running, pruned, and infeasible; direction
HISTORIES = {
    "continuous-10": (CONTINUOUS, 10, 0, 0, 0, "minimize"),
    "continuous-24": (CONTINUOUS, 24, 0, 0, 0, "maximize"),
    "continuous-running": (CONTINUOUS, 60, 0.2, 0, 0, "minimize"),
    "continuous-500": (CONTINUOUS, 500, 0.02, 0.1, 0.1, "minimize"),
    "one-float": ({"x": CONTINUOUS["x"]}, 37, 0, 0, 0, "minimize"),
    "log": (LOG, 40, 0, 0, 0, "minimize"),
    "log-pruned": (LOG, 90, 0.05, 0.85, 0, "maximize"),
    "stepped": (STEPPED, 30, 0, 0, 0, "minimize"),
    "stepped-300": (STEPPED, 300, 0.05, 0, 0, "minimize"),
    "int": (INT, 28, 0, 0, 0, "minimize"),
    "int-200": (INT, 200, 0.1, 0.2, 0, "maximize"),
    "int-log": (INT_LOG, 35, 0, 0, 0, "minimize"),
    "int-log-250": (INT_LOG, 250, 0.04, 0, 0.3, "minimize"),
    "categorical": (CATEGORICAL, 20, 0.2, 0, 0, "minimize"),
    "categorical-120": (CATEGORICAL, 120, 0, 0, 0.5, "maximize"),
    "mixed-12": (MIXED, 12, 0.1, 0, 0, "minimize"),
    "mixed-100": (MIXED, 100, 0.1, 0.2, 0.1, "maximize"),
    "mixed-infeasible": (MIXED, 80, 0, 0.1, 0.9, "minimize"),
    "mixed-pruned": (MIXED, 150, 0.1, 0.9, 0.05, "minimize"),
    "mixed-500": (MIXED, 500, 0.03, 0.3, 0.1, "minimize"),
}


def draw(distribution, rng):
    """A value; often one that was or will be drawn again, or a bound, so that there are ties."""
    if isinstance(distribution, CategoricalDistribution):
        return rng.choice(distribution.choices)
    low, high = distribution.low, distribution.high
    share = rng.choice([0, 1]) if rng.random() < 0.1 else rng.random()
    if rng.random() < 0.2:
        share = round(share, 1)
    if distribution.log:
        value = math.exp(math.log(low) + share * (math.log(high) - math.log(low)))
    else:
        value = low + share * (high - low)
    if distribution.step is not None:
        steps = round((value - low) / distribution.step)
        value = round(low + steps * distribution.step, 10)
    value = min(max(value, low), high)
    return int(value) if isinstance(distribution, IntDistribution) else value


def trial(space, running, pruned, infeasible, rng):
    params = {name: draw(distribution, rng) for name, distribution in space.items()}
    value = round(rng.gauss(0, 1), 1)
    if rng.random() < running:
        return create_trial(state=TrialState.RUNNING, params=params, distributions=space)
    constraints = {}
    if rng.random() < infeasible:
        constraints = {"c": round(rng.random(), 1) + 0.1, "d": rng.random() - 0.5}
    if rng.random() >= pruned:
        made = create_trial(value=value, params=params, distributions=space)
    else:
        steps = rng.choice([0, 0, 1, 3, 3, 9])
        reports = {step: (value if step == steps else rng.random()) for step in range(steps + 1)} if steps else {}
        if reports and rng.random() < 0.1:
            reports[steps] = math.nan
        made = create_trial(
            state=TrialState.PRUNED, params=params, distributions=space, intermediate_values=reports
        )
    for name, constraint in constraints.items():
        made.set_constraint(name, constraint)
    return made


def recorded(space, made):
    row = {"x": [float(space[name].to_internal_repr(made.params[name])) for name in space]}
    row["state"] = made.state.name.lower()
    violation = sum(c for c in made.constraints.values() if c > 0)
    if violation > 0:
        row["violation"] = violation
    if made.state == TrialState.COMPLETE:
        row["value"] = made.value
    if made.state == TrialState.PRUNED and made.intermediate_values:
        row["step"], value = max(made.intermediate_values.items())
        if not math.isnan(value):
            row["value"] = value
    return row


def described(name, distribution):
    if isinstance(distribution, CategoricalDistribution):
        return {"name": name, "type": "categorical", "choices": list(distribution.choices)}
    kind = "int" if isinstance(distribution, IntDistribution) else "float"
    return {
        "name": name,
        "type": kind,
        "low": distribution.low,
        "high": distribution.high,
        "step": distribution.step,
        "log": distribution.log,
    }


class Overhearing(optuna.samplers.TPESampler):
    def _compute_acquisition_func(self, samples, mpe_below, mpe_above):
        self.overheard = (samples, mpe_below, mpe_above)
        return super()._compute_acquisition_func(samples, mpe_below, mpe_above)


def record(name):
    space, count, running, pruned, infeasible, direction = HISTORIES[name]
    rng = random.Random(name)
    sampler = Overhearing(seed=7)
    study = optuna.create_study(sampler=sampler, direction=direction)
    made = [trial(space, running, pruned, infeasible, rng) for _ in range(count)]
    study.add_trials(made)
    study.ask(space)
    samples, below, above = sampler.overheard
    order = list(space)
    points = {p: [float(v) for v in samples[p][:8]] for p in order}
    for p in order:
        distribution = space[p]
        values = [made[i].params[p] for i in range(0, count, max(1, count // 4))][:4]
        points[p] += [float(distribution.to_internal_repr(v)) for v in values]
        categorical = isinstance(distribution, CategoricalDistribution)
        points[p] += [0.0, len(distribution.choices) - 1.0] if categorical else [distribution.low, distribution.high]
    evaluated = {p: np.asarray(values, dtype=float) for p, values in points.items()}
    log_l, log_g = below.log_pdf(evaluated), above.log_pdf(evaluated)
    return {
        "optuna": optuna.__version__,
        "direction": direction,
        "space": [described(p, space[p]) for p in order],
        "trials": [recorded(space, t) for t in made],
        "points": [
            {"x": [points[p][i] for p in order], "l": float(log_l[i]), "g": float(log_g[i])}
            for i in range(len(log_l))
        ],
    }


def main():
    TARGET.mkdir(parents=True, exist_ok=True)
    for name in HISTORIES:
        (TARGET / f"{name}.json").write_text(json.dumps(record(name), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
