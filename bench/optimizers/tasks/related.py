"""Tasks that resemble each other: surrogates of one model's training runs on several data sets, in groups with one space.

``related_tables.py`` made them. A task's sources are studies of the others of its group: real trials, never the surrogate's.
"""

import functools
import json
import pathlib

from tasks.reference import searched
from tasks.surrogate import Surrogate
from tasks.task import JUDGING, Task

FOLDER = pathlib.Path(__file__).parents[1] / "related"
ROWS = 500
SOURCE_TRIALS = 50


@functools.cache
def table(name):
    return json.loads((FOLDER / f"{name}.json").read_text())


def trials(found):
    """(configuration, loss) of each row."""
    names = [p["name"] for p in found["space"]]
    sign = -1 if found["direction"] == "maximize" else 1
    return [(dict(zip(names, row)), sign * row[-2]) for row in found["rows"]]


def names():
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def task(name):
    predicted = Surrogate.load(name, FOLDER)
    return Task(name, table(name)["group"], JUDGING, predicted.space, predicted, **searched(name))


def study(name):
    """(configuration, loss) of one study's trials: Optuna's TPE where there is one, else the first rows, drawn from the prior."""
    found = table(name)
    by = [trial for trial, row in zip(trials(found), found["rows"]) if row[-1] in ("tpe", "random")]
    return by[:SOURCE_TRIALS]


def sources(name):
    """A study of each other task of the group."""
    group = table(name)["group"]
    import os
    if os.environ.get("REL") == "all":
        return [trials(table(o)) if "sllmbo" in o else study(o) for o in names() if o != name and table(o)["group"] == group]
    if os.environ.get("REL") == "each":
        found = []
        for o in names():
            if o != name and table(o)["group"] == group:
                by = {}
                for trial, row in zip(trials(table(o)), table(o)["rows"]):
                    by.setdefault(row[-1], []).append(trial)
                found += by.values()
        return found
    return [study(other) for other in names() if other != name and table(other)["group"] == group]


TASKS = [task(name) for name in names()]
