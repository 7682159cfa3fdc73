"""Records what Optuna's pruners decide of random learning curves, as reference for Parley's.

    python3 -m venv .venv && .venv/bin/pip install optuna==5.0.0 numpy==2.4.6
    .venv/bin/python bench/reference/optuna_pruners.py

writes src/test/resources/dev/parley/optimizer/pruning/optuna.json, the same on every run. Each case is a pruner with its
settings, a direction, and a study of trials that report in turns. After each report Optuna is asked, its answer is written
down as a 0 or a 1, and the trial goes on: some trials stop when they are told to, others do not, some fail, and some
complete. Reports are at single steps or wide apart, many are equal, some NaN or infinite.
"""

import json
import logging
import math
import pathlib
import random
import warnings

import optuna
from optuna.pruners import MedianPruner, PatientPruner, PercentilePruner, SuccessiveHalvingPruner, ThresholdPruner
from optuna.trial import TrialState

assert optuna.__version__ == "5.0.0", optuna.__version__
optuna.logging.set_verbosity(logging.ERROR)
warnings.simplefilter("ignore")

TARGET = pathlib.Path(__file__).parents[2] / "src/test/resources/dev/parley/optimizer/pruning/optuna.json"
CASES = 200
ODD = [math.nan, math.inf, -math.inf]
# Next to an infinity NumPy's percentile depends on the direction; see PercentilePruner.
ODD_FOR_PERCENTILES = [math.nan]


def percentile(rng, share):
    schedule = {"warmup": rng.choice([0, 0, 3, 10]), "interval": rng.choice([1, 1, 2, 5])}
    settings = {"percentile": share, "startup": rng.choice([0, 1, 4]), **schedule, "minTrials": rng.choice([1, 1, 3])}
    rest = (settings["startup"], schedule["warmup"], schedule["interval"])
    minimum = {"n_min_trials": settings["minTrials"]}
    return settings, MedianPruner(*rest, **minimum) if share == 50 else PercentilePruner(share, *rest, **minimum)


def patience(rng):
    settings = {"patience": rng.choice([0, 1, 3, 6]), "minDelta": rng.choice([0.0, 0.0, 0.1, 0.5])}
    inner, wrapped = percentile(rng, 50) if rng.random() < 0.5 else (None, None)
    return {**settings, "other": inner}, PatientPruner(wrapped, settings["patience"], settings["minDelta"])


def threshold(rng):
    lower, upper = rng.choice([(None, 0.5), (-0.4, None), (-0.6, 0.7)])
    settings = {"lower": lower, "upper": upper, "warmup": rng.choice([0, 4]), "interval": rng.choice([1, 3])}
    return settings, ThresholdPruner(lower, upper, settings["warmup"], settings["interval"])


def asha(rng):
    settings = {"minResource": rng.choice([1, 2, 3]), "reductionFactor": rng.choice([2, 3, 4]),
                "minEarlyStoppingRate": rng.choice([0, 0, 1]), "bootstrapCount": rng.choice([0, 0, 2])}
    return settings, SuccessiveHalvingPruner(*settings.values())


def pruner(rng):
    name = rng.choice(["percentile", "percentile", "patience", "threshold", "asha"])
    if name == "percentile":
        return name, *percentile(rng, rng.choice([0.0, 10.0, 25.0, 33.3, 50.0, 50.0, 75.0, 100.0]))
    return name, *{"patience": patience, "threshold": threshold, "asha": asha}[name](rng)


def steps(rng, name):
    """Those of Optuna's asha are at most 1 apart, so that none reaches two rungs; see AshaPruner."""
    first = rng.choice([0, 0, 1])
    if name == "asha":
        return list(range(first, first + rng.choice([12, 30])))
    return sorted(rng.sample(range(first, 40), rng.choice([1, 5, 15, 25])))


def losses(rng, count, odd, share):
    level, decay, noise = rng.gauss(0, 0.4), rng.uniform(0.2, 2), rng.choice([0, 0.1, 0.3])
    digits = rng.choice([1, 2, 6])
    found = [round(level + decay / (1 + i) - 0.2 + noise * rng.gauss(0, 1), digits) for i in range(count)]
    return [rng.choice(odd) if rng.random() < share else loss for loss in found]


def value(loss, direction):
    return loss if direction == "minimize" else -loss


def case(number):
    rng = random.Random(number)
    name, settings, asked = pruner(rng)
    direction = rng.choice(["minimize", "maximize"])
    study = optuna.create_study(direction=direction, pruner=asked)
    odd = ODD_FOR_PERCENTILES if name == "percentile" or settings.get("other") else ODD
    share = rng.choice([0, 0, 0.05, 0.3])
    common = steps(rng, name)
    trials, active, answers = [], [], []
    for _ in range(rng.choice([3, 8, 15])):
        own = list(common) if rng.random() < 0.7 else steps(rng, name)
        trials.append({"obeys": rng.random() < 0.7, "fails": rng.random() < 0.1, "steps": own,
                       "values": [value(loss, direction) for loss in losses(rng, len(own), odd, share)]})
    waiting, workers = list(range(len(trials))), rng.choice([1, 3])
    events = []
    while waiting or active:
        while waiting and len(active) < workers:
            active.append((waiting.pop(0), study.ask(), 0))
        place = rng.randrange(len(active))
        index, trial, done = active.pop(place)
        about = trials[index]
        trial.report(about["values"][done], about["steps"][done])
        should_prune = trial.should_prune()
        events.append(index)
        answers.append("1" if should_prune else "0")
        stops = should_prune and about["obeys"]
        if stops or done + 1 == len(about["steps"]):
            state = TrialState.PRUNED if stops else TrialState.FAIL if about["fails"] else TrialState.COMPLETE
            study.tell(trial, values=1.0 if state == TrialState.COMPLETE else None, state=state)
            about["end"] = state.name.lower()
            del about["values"][done + 1:], about["steps"][done + 1:]
        else:
            active.append((index, trial, done + 1))
    for about in trials:
        about["values"] = [told if math.isfinite(told) else str(told) for told in about["values"]]
        del about["obeys"], about["fails"]
    return {"pruner": name, **settings, "direction": direction, "trials": trials, "reports": events, "prune": "".join(answers)}


def main():
    cases = [case(number) for number in range(CASES)]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(found, separators=(",", ":")) for found in cases)
    TARGET.write_text(f'{{"optuna":"{optuna.__version__}","cases":[\n{lines}\n]}}\n')
    reports = sum(len(found["prune"]) for found in cases)
    print(f"{len(cases)} studies, {reports} reports, {sum(found['prune'].count('1') for found in cases)} to be pruned")


if __name__ == "__main__":
    main()
