"""Language models that are none: scripts that answer with eight configurations, from what they know of a task.

A model gets the trials that were told and a random generator. Numbers are moved on their parameter's scale, by shares of its
range, and reflected at the bounds, so that none lies on a bound more often than the model knows it to.
"""

import functools
import json
import math

import numpy as np

import search
import tasks
from tasks import reference
from tasks import space as spaces

ANSWERS = 8
EVALUATIONS = 8_000


def place(parameter, value):
    """Where a number or an ordinal value lies on its parameter's scale, from 0 to 1."""
    if parameter["type"] == "ordinal":
        return (parameter["values"].index(value) + 0.5) / len(parameter["values"])
    forward = math.log if parameter.get("scale") == "log" else float
    low, high = forward(parameter["low"]), forward(parameter["high"])
    return (forward(value) - low) / (high - low)


def value(parameter, share):
    """The value at a place."""
    if parameter["type"] == "ordinal":
        return parameter["values"][min(int(share * len(parameter["values"])), len(parameter["values"]) - 1)]
    is_log = parameter.get("scale") == "log"
    if not is_log and (listed := spaces.values(parameter)) is not None:
        return listed[round(share * (len(listed) - 1))]
    forward, back = (math.log, math.exp) if is_log else (float, float)
    low, high = forward(parameter["low"]), forward(parameter["high"])
    found = back(low + share * (high - low))
    if parameter["type"] == "int":
        found = round(found)
    return min(max(found, parameter["low"]), parameter["high"])


def near(space, target, deviation, wrong, random):
    """A configuration about the target: each number moved by so much, each choice wrong with some probability."""
    found = {}
    for parameter in space:
        name = parameter["name"]
        if not spaces.is_active(parameter, found):
            continue
        if name not in target or (parameter["type"] == "categorical" and random.random() < wrong):
            found[name] = spaces.draw([{**parameter, "when": None}], random)[name]
        elif parameter["type"] == "categorical":
            found[name] = target[name]
        else:
            share = abs(place(parameter, target[name]) + deviation * random.standard_normal()) if deviation else None
            found[name] = target[name] if share is None else value(parameter, 1 - abs(1 - min(share, 2)))
    return found


@functools.cache
def extremes(name):
    """A configuration close to the best one, and one of the worst: an infeasible one where there are any."""
    task = tasks.BY_NAME[name]
    kept = json.loads(reference.FILE.read_text()).get(name)
    best = kept["at"] if kept else search.search(task, EVALUATIONS)[0][1]
    random = np.random.default_rng(2026)
    drawn = [spaces.draw(task.space, random) for _ in range(200 if task.edition else 2_000)]
    losses = np.array([task.loss(configuration) for configuration in drawn])
    return best, drawn[int(np.argmax(np.where(np.isnan(losses), np.inf, losses)))]


def middle(space):
    """The middle of every range, and the first of every list of choices."""
    found = {}
    for parameter in space:
        if spaces.is_active(parameter, found):
            is_choice = parameter["type"] == "categorical"
            found[parameter["name"]] = parameter["choices"][0] if is_choice else value(parameter, 0.5)
    return found


def best_told(task, told):
    """The configuration with the lowest told loss; the middle of the space before there is any."""
    feasible = [(loss, number) for number, (_, loss) in enumerate(told) if loss == loss]
    return told[min(feasible)[1]][0] if feasible else middle(task.space)


def expert(task, told, random):
    """Knows the region of the best configuration; what it names first is nearest to it."""
    best = extremes(task.name)[0]
    return [near(task.space, best, 0.05 + 0.1 * rank / (ANSWERS - 1), 0.1, random) for rank in range(ANSWERS)]


def hostile(task, told, random):
    """Proposes the worst region."""
    return [near(task.space, extremes(task.name)[1], 0.1, 0.1, random) for _ in range(ANSWERS)]


def uniform(task, told, random):
    """Proposes draws from the prior."""
    return [spaces.draw(task.space, random) for _ in range(ANSWERS)]


def stuck(task, told, random):
    """Proposes the middle of the space again and again, every other time a little beside it."""
    return [near(task.space, middle(task.space), 0.02 * (rank % 2), 0.0, random) for rank in range(ANSWERS)]


def greedy(task, told, random):
    """Proposes what lies close to the best trial told."""
    best = best_told(task, told)
    return [near(task.space, best, 0.05, 0.05, random) for _ in range(ANSWERS)]


MODELS = {"expert": expert, "hostile": hostile, "random": uniform, "stuck": stuck, "greedy": greedy}
