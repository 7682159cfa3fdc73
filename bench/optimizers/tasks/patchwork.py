"""Losses put together at random, for tuning only: more kinds of spaces and dimensions than anyone would write by hand.

A loss is a sum over parameters of w |z|ᵖ, z being the distance to the best value on the parameter's scale in units of
its range, of a cost for each choice that is not the best one, and of products that tie pairs of parameters together.
Its minimum is 0, at a configuration drawn from the space; some have it at a bound, some have ripples, some are cut off
above, and in some a side of the space near the minimum is infeasible.
"""

import math

import numpy as np

from tasks.space import choice, draw, is_active, log, ordinal, real, when, whole
from tasks.task import TUNING, Task

KINDS = {
    "float": lambda name, random, **more: real(name, -1, round(float(random.uniform(0.5, 4)), 2), **more),
    "log": lambda name, random, **more: log(name, 1e-5, float(10.0 ** random.integers(-3, 2)), **more),
    "step": lambda name, random, **more: real(name, 0, 1, step=[0.05, 0.1, 0.2][random.integers(3)], **more),
    "whole": lambda name, random, **more: whole(name, 1, int(random.integers(5, 100)), **more),
    "log-whole": lambda name, random, **more: whole(name, 2, 2 ** int(random.integers(6, 12)), scale="log", **more),
    "ordinal": lambda name, random, **more: ordinal(name, *(2**i for i in range(random.integers(4, 9))), **more),
    "choice": lambda name, random, **more: choice(name, *"abcdef"[:random.integers(2, 6)], **more),
}


def place(parameter, value):
    """Where a value lies on its parameter's scale, from 0 to 1."""
    if parameter["type"] == "ordinal":
        return parameter["values"].index(value) / (len(parameter["values"]) - 1)
    if parameter.get("scale") == "log":
        return math.log(value / parameter["low"]) / math.log(parameter["high"] / parameter["low"])
    return (value - parameter["low"]) / (parameter["high"] - parameter["low"])


class Patchwork:
    """A random loss on a random space."""

    def __init__(self, seed, dimensions, kinds, conditional=False, ripples=0.0, bound=0.0, flat=0.0, border=math.inf):
        random = np.random.default_rng([7, seed])
        self.ripples = ripples
        self.space = []
        if conditional:
            self.space.append(choice("branch", "a", "b", "c"))
        for i in range(dimensions):
            condition = when("branch", *"abc"[i % 3:i % 3 + 1 + i % 2]) if conditional and i % 4 else {}
            self.space.append(KINDS[kinds[random.integers(len(kinds))]](f"p{i}", random, **condition))
        self.best = draw(self.space, random)
        for parameter in self.space:
            if parameter["name"] in self.best and "low" in parameter and random.random() < bound:
                self.best[parameter["name"]] = parameter["low"]
        self.weights = np.exp(random.normal(0, 1, len(self.space)))
        self.powers = random.choice([1.0, 2.0, 2.0, 2.0, 3.0], len(self.space))
        self.costs = [np.abs(random.normal(0, 0.4, 6)) + 0.05 for _ in self.space]
        self.pairs = [tuple(random.choice(len(self.space), 2, replace=False)) for _ in range(dimensions // 2)]
        self.ties = random.uniform(0.5, 3, len(self.pairs))
        side = random.normal(size=len(self.space))
        self.side, self.border = side / np.linalg.norm(side), border
        self.highest = math.inf
        if flat:
            self.highest = float(np.quantile([self(draw(self.space, random)) for _ in range(1000)], 1 - flat))

    def __call__(self, configuration):
        distances, loss = [], 0.0
        for parameter, weight, power, costs in zip(self.space, self.weights, self.powers, self.costs):
            distance = 0.0
            if is_active(parameter, configuration):
                value = configuration[parameter["name"]]
                if parameter["type"] == "categorical":
                    best = self.best.get(parameter["name"], parameter["choices"][0])
                    loss += 0.0 if value == best else costs[parameter["choices"].index(value)]
                else:
                    best = self.best.get(parameter["name"])
                    distance = place(parameter, value) - (0.3 if best is None else place(parameter, best))
                    loss += weight * abs(distance) ** power
                    loss += self.ripples * weight * math.sin(9 * math.pi * distance) ** 2
            distances.append(distance)
        for (i, j), tie in zip(self.pairs, self.ties):
            loss += tie * (distances[i] - distances[j]) ** 2
        return math.nan if float(self.side @ distances) > self.border else min(loss, self.highest)


def task(name, family, *arguments, **options):
    patchwork = Patchwork(*arguments, **options)
    return Task(name, family, TUNING, patchwork.space, patchwork)


ANY = list(KINDS)

TASKS = [
    task("patchwork-floats-7", "smooth", 1, 7, ["float"]),
    task("patchwork-floats-10", "smooth", 2, 10, ["float", "log"]),
    task("patchwork-floats-18", "wide", 3, 18, ["float"]),
    task("patchwork-ripples-7", "multimodal", 4, 7, ["float"], ripples=0.3),
    task("patchwork-bounds-8", "bound", 5, 8, ["float", "log"], bound=0.6),
    task("patchwork-logs-8", "log", 6, 8, ["log", "log-whole"]),
    task("patchwork-mixed-8", "mixed", 7, 8, ANY),
    task("patchwork-mixed-12", "mixed", 8, 12, ANY),
    task("patchwork-mixed-ripples-9", "mixed", 9, 9, ANY, ripples=0.3),
    task("patchwork-discrete-8", "discrete", 10, 8, ["step", "whole", "log-whole", "ordinal", "choice"]),
    task("patchwork-tree-9", "conditional", 11, 9, ANY, conditional=True),
    task("patchwork-tree-12", "conditional", 12, 12, ANY, conditional=True, ripples=0.2),
    task("patchwork-flat-4", "flat", 13, 4, ["float", "log"], flat=0.9),
    task("patchwork-flat-mixed-6", "flat", 14, 6, ANY, flat=0.85),
    task("patchwork-border-5", "infeasible", 16, 5, ["float", "log"], border=0.05),
    task("patchwork-border-mixed-8", "infeasible", 24, 8, ANY, border=0.02),
]
