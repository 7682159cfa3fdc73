"""Tasks with several objectives, all to be made small, some with constraints (satisfied at zero and below)."""

import dataclasses
import math
from collections.abc import Callable

import numpy as np

from tasks import space as spaces
from tasks.space import box, choice, real, when, whole
from tasks.surrogate import Surrogate

STARTUP = 10
PROBES = 2000


@dataclasses.dataclass(frozen=True)
class FrontTask:
    """A space, ``outcome``, which answers a configuration's losses and constraints, and a known or a found reference front.

    Volumes are measured below the ``reference`` point: of each objective what a quarter of random feasible configurations are worse
    than, unless it is given.
    """

    name: str
    family: str
    space: list
    outcome: Callable
    objectives: int = 2
    known_reference: tuple | None = None

    @property
    def reference(self):
        if self.known_reference is not None:
            return np.array(self.known_reference)
        random = np.random.default_rng(0)
        drawn = [self.outcome(spaces.draw(self.space, random)) for _ in range(PROBES)]
        feasible = [losses for losses, constraints in drawn if all(c <= 0 for c in constraints)]
        return np.quantile(np.array(feasible), 0.75, axis=0)

    def startup(self, seed):
        random = np.random.default_rng([seed, 20])
        return [spaces.draw(self.space, random) for _ in range(STARTUP)]


def vector(c):
    return np.array([value for value in c.values()])


def free(function):
    """An outcome without constraints of a function of a vector."""
    return lambda c: (tuple(map(float, function(vector(c)))), ())


# --- ZDT: Zitzler, Deb and Thiele, Comparison of multiobjective evolutionary algorithms, 2000


def zdt(tail, shape):
    def function(x):
        g = tail(x[1:])
        return x[0], g * shape(x[0], g)
    return function


def linear_tail(x):
    return 1 + 9 * x.mean()


def rugged_tail(x):
    """x from 0 to 1, mapped to −5 to 5."""
    y = 10 * x - 5
    return 1 + 10 * len(y) + (y**2 - 10 * np.cos(4 * math.pi * y)).sum()


def root(f, g):
    return 1 - math.sqrt(f / g)


def square(f, g):
    return 1 - (f / g) ** 2


def waves(f, g):
    return 1 - math.sqrt(f / g) - f / g * math.sin(10 * math.pi * f)


def zdt6(x):
    f = 1 - math.exp(-4 * x[0]) * math.sin(6 * math.pi * x[0]) ** 6
    g = 1 + 9 * x[1:].mean() ** 0.25
    return f, g * (1 - (f / g) ** 2)


# --- DTLZ: Deb, Thiele, Laumanns and Zitzler, Scalable multi-objective optimization test problems, 2002


def dtlz1(x):
    g = 100 * (len(x[2:]) + ((x[2:] - 0.5) ** 2 - np.cos(20 * math.pi * (x[2:] - 0.5))).sum())
    return 0.5 * x[0] * x[1] * (1 + g), 0.5 * x[0] * (1 - x[1]) * (1 + g), 0.5 * (1 - x[0]) * (1 + g)


def sphere(x, g):
    a, b = x[0] * math.pi / 2, x[1] * math.pi / 2
    return (1 + g) * math.cos(a) * math.cos(b), (1 + g) * math.cos(a) * math.sin(b), (1 + g) * math.sin(a)


def dtlz2(x):
    return sphere(x, ((x[2:] - 0.5) ** 2).sum())


def dtlz5(x):
    """A curve in place of a sphere."""
    g = ((x[2:] - 0.5) ** 2).sum()
    middle = (1 + 2 * g * x[1]) / (2 * (1 + g))
    return sphere(np.array([x[0], middle, *x[2:]]), g)


def dtlz7(x):
    g = 1 + 9 * x[2:].mean()
    h = 3 - sum(f / (1 + g) * (1 + math.sin(3 * math.pi * f)) for f in x[:2])
    return x[0], x[1], (1 + g) * h


# --- With constraints


def binh_korn(c):
    x, y = c["x"], c["y"]
    losses = 4 * x**2 + 4 * y**2, (x - 5) ** 2 + (y - 5) ** 2
    return losses, ((x - 5) ** 2 + y**2 - 25, 7.7 - (x - 8) ** 2 - (y + 3) ** 2)


def tanaka(c):
    """The front is a part of the border of what is feasible, and comes in three pieces."""
    x, y = c["x"], c["y"]
    border = 1 + 0.1 * math.cos(16 * math.atan2(x, y)) - x**2 - y**2
    return (x, y), (border, (x - 0.5) ** 2 + (y - 0.5) ** 2 - 0.5)


def osyczka_kundu(c):
    a, b, d, e, f, g = vector(c)
    losses = (-(25 * (a - 2) ** 2 + (b - 2) ** 2 + (d - 1) ** 2 + (e - 4) ** 2 + (f - 1) ** 2),
              a**2 + b**2 + d**2 + e**2 + f**2 + g**2)
    constraints = (2 - a - b, a + b - 6, b - a - 2, a - 3 * b - 2, (d - 3) ** 2 + e - 4, 4 - (f - 3) ** 2 - g)
    return losses, constraints


def ring(c):
    """DTLZ2 of two objectives, of which only what lies near its front in two stripes is feasible."""
    x = vector(c)
    g = ((x[1:] - 0.5) ** 2).sum()
    losses = (1 + g) * math.cos(x[0] * math.pi / 2), (1 + g) * math.sin(x[0] * math.pi / 2)
    return losses, (math.cos(6 * math.pi * x[0]) - 0.3, g - 0.6)


# --- Mixed and conditional


def network(c):
    """Error against size, of one to three layers; widths that are not there count for neither."""
    depth = c["layers"]
    widths = [c[f"width{i}"] for i in range(1, depth + 1)]
    size = sum(a * b for a, b in zip([64, *widths], [*widths, 10]))
    capacity = 1 - math.exp(-math.log2(size) / 6) * (1.1 if c["activation"] == "tanh" else 1)
    rate = abs(math.log10(c["lr"]) + 2.5 + 0.3 * depth)
    drop = (c["dropout"] - 0.05 * depth) ** 2
    return (1 - capacity + 0.08 * rate + drop + 0.02 * (depth == 1), math.log10(size)), ()


def digits():
    """Error against latency of classifiers, as regression models of a table of real ones predict them (``train_latency.py``)."""
    error, latency = (Surrogate.load(f"digits-{name}") for name in ("error", "latency"))
    return FrontTask("digits-latency", "real", error.space, lambda c: ((error(c), latency(c)), ()))


TASKS = [
    FrontTask("zdt1-12", "zdt", box(12, 0, 1), free(zdt(linear_tail, root))),
    FrontTask("zdt2-12", "zdt", box(12, 0, 1), free(zdt(linear_tail, square))),
    FrontTask("zdt3-12", "zdt", box(12, 0, 1), free(zdt(linear_tail, waves))),
    FrontTask("zdt4-6", "zdt", box(6, 0, 1), free(zdt(rugged_tail, root))),
    FrontTask("zdt6-6", "zdt", box(6, 0, 1), free(zdt6)),
    FrontTask("dtlz1-6", "dtlz", box(6, 0, 1), free(dtlz1), 3),
    FrontTask("dtlz2-8", "dtlz", box(8, 0, 1), free(dtlz2), 3),
    FrontTask("dtlz5-8", "dtlz", box(8, 0, 1), free(dtlz5), 3),
    FrontTask("dtlz7-8", "dtlz", box(8, 0, 1), free(dtlz7), 3),
    FrontTask("binh-korn", "constrained", [real("x", 0, 5), real("y", 0, 3)], binh_korn),
    FrontTask("tanaka", "constrained", [real("x", 0, math.pi), real("y", 0, math.pi)], tanaka, 2, (1.2, 1.2)),
    FrontTask("osyczka-kundu", "constrained",
              [real("a", 0, 10), real("b", 0, 10), real("c", 1, 5), real("d", 0, 6), real("e", 1, 5), real("f", 0, 10)],
              osyczka_kundu, 2, (0, 80)),
    FrontTask("ring-6", "constrained", box(6, 0, 1), ring),
    FrontTask("network-size", "conditional", [
        whole("layers", 1, 3), whole("width1", 4, 512, scale="log"),
        whole("width2", 4, 512, scale="log", **when("layers", 2, 3)),
        whole("width3", 4, 512, scale="log", **when("layers", 3)),
        real("lr", 1e-5, 0.1, scale="log"), real("dropout", 0, 0.6), choice("activation", "relu", "tanh")], network),
    digits(),
]
