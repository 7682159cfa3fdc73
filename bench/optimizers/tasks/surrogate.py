"""Regression models of tables of real training runs, evaluated by plain numpy.

A surrogate is the mean of two models of a transformed loss, log(loss − best + a twentieth of (median − best)):
extremely randomized trees (Geurts et al., 2006), which have steps, and a Gaussian process with a Matérn 5/2 kernel,
which is smooth. Its predictions stay within the range of the rows it was fitted to. ``fit_surrogates.py`` fits and
stores them.
"""

import json
import math
import pathlib

import numpy as np

from tasks.reference import searched
from tasks.task import JUDGING, TUNING, Task

FOLDER = pathlib.Path(__file__).parents[1] / "surrogates"


def features(space, configuration):
    """One feature in [0, 1] for a number, one for each choice; and for a conditional number whether it is active."""
    found = []
    for parameter in space:
        value = configuration.get(parameter["name"])
        if parameter["type"] == "categorical":
            found += [float(value == choice) for choice in parameter["choices"]]
        else:
            found.append(0.5 if value is None else _position(parameter, value))
            if "when" in parameter:
                found.append(float(value is not None))
    return np.array(found)


def _position(parameter, value):
    low, high = parameter["low"], parameter["high"]
    if parameter.get("scale") == "log":
        return math.log(value / low) / math.log(high / low)
    return (value - low) / (high - low)


class Surrogate:
    """The loss of a configuration, to be made small, as a model predicts it."""

    def __init__(self, space, model):
        self.space, self.model = space, model
        self.scaled = model["points"] / model["lengths"]

    @staticmethod
    def load(name, folder=FOLDER):
        with np.load(folder / f"{name}.npz") as stored:
            return Surrogate(json.loads((folder / f"{name}.json").read_text())["space"], dict(stored))

    def __call__(self, configuration):
        best, offset, worst = self.model["range"]
        predicted = math.exp(self.transformed(features(self.space, configuration))) - offset + best
        return float(min(max(predicted, best), worst))

    def transformed(self, found):
        """The transformed loss at these features."""
        return (self._trees(found) + self._process(found)) / 2

    def _trees(self, found):
        m = self.model
        nodes = m["roots"]
        while (inner := m["feature"][nodes] >= 0).any():
            left = found[m["feature"][nodes]] <= m["threshold"][nodes]
            nodes = np.where(inner, np.where(left, nodes + 1, m["right"][nodes]), nodes)
        return float(m["value"][nodes].mean())

    def _process(self, found):
        m = self.model
        distances = math.sqrt(5) * np.sqrt(((self.scaled - found / m["lengths"]) ** 2).sum(1))
        kernel = (1 + distances + distances**2 / 3) * np.exp(-distances)
        return float(m["mean"] + kernel @ m["weights"])


def task(name, half):
    predicted = Surrogate.load(name)
    return Task(name, "surrogate", half, predicted.space, predicted, **searched(name))


TASKS = [
    task("lightgbm-wine", TUNING),
    task("svm-german", TUNING),
    task("forest-phoneme", TUNING),
    task("lightgbm-adult", JUDGING),
    task("sgd-housing", JUDGING),
    task("mlp-digits", JUDGING),
]
