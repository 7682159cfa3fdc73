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
SOURCE_TRIALS = 100


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


def studies(name):
    """The trials of each study in a table, (configuration, loss): those published, or as many draws from the prior as they have."""
    found, by_study = table(name), {}
    for trial, row in zip(trials(found), found["rows"]):
        by_study.setdefault(row[-1], []).append(trial)
    return [trials_of_one[:SOURCE_TRIALS] for trials_of_one in by_study.values()]


def sources(name):
    """The studies of the other tasks of the group: one data set is left out."""
    group = table(name)["group"]
    return [study for other in names() if other != name and table(other)["group"] == group for study in studies(other)]


TASKS = [task(name) for name in names()]
