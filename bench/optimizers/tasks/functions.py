"""Functions of real numbers, each with a minimum of 0 that lies elsewhere in every dimension."""

import math

import numpy as np

from tasks.space import box, real
from tasks.task import JUDGING, TUNING, Task


def vector(c):
    return np.array([value for value in c.values()])


def shifts(dimensions, start):
    """A number between −0.5 and 0.5 for each dimension, spread by the golden ratio."""
    return (start + 0.6180339887 * np.arange(dimensions)) % 1 - 0.5


def rotation(dimensions, seed):
    q, r = np.linalg.qr(np.random.default_rng(seed).standard_normal((dimensions, dimensions)))
    return q * np.sign(np.diag(r))


# --- Smooth


def branin(c):
    x, y = c["x"], c["y"]
    value = (y - 5.1 / (4 * math.pi**2) * x**2 + 5 / math.pi * x - 6) ** 2
    return value + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10 - 0.39788735772973816


HARTMANN_WEIGHTS = np.array([1.0, 1.2, 3.0, 3.2])
HARTMANN_A6 = np.array([
    [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]])
HARTMANN_P6 = 1e-4 * np.array([
    [1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991],
    [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381]])
HARTMANN_A3 = np.array([[3, 10, 30], [0.1, 10, 35], [3, 10, 30], [0.1, 10, 35]])
HARTMANN_P3 = 1e-4 * np.array([[3689, 1170, 2673], [4699, 4387, 7470], [1091, 8732, 5547], [381, 5743, 8828]])


def hartmann(a, p, peak):
    return lambda c: peak - float(HARTMANN_WEIGHTS @ np.exp(-(a * (vector(c) - p) ** 2).sum(1)))


def powers(c):
    """A bowl whose sides are steeper in each dimension: |z|² in the first to |z|⁶ in the last."""
    z = vector(c) - 1.2 * shifts(len(c), 0.3)
    return float((np.abs(z) ** np.linspace(2, 6, len(c))).sum())


def valley(c):
    """Smooth, with neighbours that depend on each other."""
    z = vector(c) - 3 * shifts(len(c), 0.9)
    return float((z**2).sum() + 2 * ((z[1:] - np.sin(z[:-1])) ** 2).sum())


# --- Multimodal


def ackley(c):
    z = vector(c) - 9 * shifts(len(c), 0.15)
    value = -20 * math.exp(-0.2 * math.sqrt(np.mean(z**2))) - math.exp(np.mean(np.cos(2 * math.pi * z))) + 20 + math.e
    return max(float(value), 0.0)


def rastrigin(c):
    z = vector(c) - 3 * shifts(len(c), 0.55)
    return float((z**2 - 5 * np.cos(2 * math.pi * z) + 5).sum())


def levy(c):
    w = 1 + (vector(c) - 12 * shifts(len(c), 0.7)) / 4
    head = math.sin(math.pi * w[0]) ** 2
    body = ((w[:-1] - 1) ** 2 * (1 + 10 * np.sin(math.pi * w[:-1] + 1) ** 2)).sum()
    return float(head + body + (w[-1] - 1) ** 2 * (1 + math.sin(2 * math.pi * w[-1]) ** 2))


WELLS = np.array([[0.62, 0.31, 0.44, 0.79], [0.2, 0.7, 0.3, 0.3], [0.85, 0.8, 0.9, 0.15], [0.35, 0.15, 0.7, 0.55],
                  [0.1, 0.45, 0.15, 0.9], [0.7, 0.55, 0.1, 0.4]])
DEPTHS = np.array([1.0, 0.8, 0.85, 0.7, 0.75, 0.65])


def wells(c):
    """Six round wells of unequal depth on a slope that leads to none of them."""
    distances = ((vector(c) - WELLS) ** 2).sum(1)
    return 1 - float((DEPTHS * np.maximum(1 - distances / 0.12, 0)).max()) + 0.1 * abs(c["x0"] - WELLS[0, 0])


# --- Ill-conditioned and rotated

ELLIPSOID = rotation(6, 6)
BANANA = rotation(4, 4)
CIGAR = rotation(9, 9)


def ellipsoid(c):
    z = ELLIPSOID @ (vector(c) - 6 * shifts(6, 0.45))
    return float((10 ** np.linspace(0, 3, 6) * z**2).sum())


def banana(c):
    """Rosenbrock's valley, turned."""
    z = BANANA @ (vector(c) - 2 * shifts(4, 0.6)) + 1
    return float((100 * (z[1:] - z[:-1] ** 2) ** 2 + (1 - z[:-1]) ** 2).sum())


def cigar(c):
    z = CIGAR @ (vector(c) - 5 * shifts(9, 0.05))
    return float(z[0] ** 2 + 1000 * (z[1:] ** 2).sum()) / 1000


def zakharov(c):
    z = vector(c) - 6 * shifts(len(c), 0.8)
    slope = 0.5 * float(np.arange(1, len(c) + 1) @ z)
    return float((z**2).sum()) + slope**2 + slope**4


# --- Flat regions, optima on a bound, many dimensions


def plateau(c):
    """Flat but for a basin that takes a tenth of the volume or so."""
    return min(1.0, 3.6 * float(np.linalg.norm(vector(c) - 0.5 - 0.5 * shifts(len(c), 0.35))))


def terraces(c):
    """Flat steps: nothing changes between two of them."""
    z = np.floor(np.abs(vector(c) - 6 * shifts(len(c), 0.2)) * 4) / 4
    return float((z**2).sum())


CORNER = np.array([1, -1, 0.3, 1, -0.4])


def corner(c):
    """The optimum is at a bound in three of five dimensions, with a slope there."""
    z = np.abs(vector(c) - CORNER)
    return float((z + z**2).sum())


EDGE = np.array([0, 1, 0.63, 1, 0, 0.21, 0, 0.44])


def edge(c):
    """At a bound in five of eight dimensions: flat there in some, steep in others, tied together by a product."""
    z = np.abs(vector(c) - EDGE)
    return float((np.array([4, 1, 3, 2, 1, 3, 4, 2]) * z ** np.array([2, 1, 2, 1, 2, 2, 1, 2])).sum() + 3 * z[0] * z[3])


def faint(c):
    """Four of fifteen dimensions matter, the others hardly do."""
    z = vector(c) - 4 * shifts(15, 0.25)
    return float((np.where(np.arange(15) % 4 == 1, 1.0, 0.02) * z**2).sum())


def sphere(c):
    return float(((vector(c) - 7 * shifts(len(c), 0.5)) ** 2).sum())


TASKS = [
    Task("branin-2", "smooth", TUNING, [real("x", -5, 10), real("y", 0, 15)], branin),
    Task("hartmann-6", "smooth", TUNING, box(6, 0, 1), hartmann(HARTMANN_A6, HARTMANN_P6, 3.322368011415515)),
    Task("hartmann-3", "smooth", JUDGING, box(3, 0, 1), hartmann(HARTMANN_A3, HARTMANN_P3, 3.862779787332660)),
    Task("powers-8", "smooth", JUDGING, box(8, -1, 1), powers),
    Task("ackley-5", "multimodal", TUNING, box(5, -10, 10), ackley),
    Task("rastrigin-3", "multimodal", TUNING, box(3, -4, 4), rastrigin),
    Task("levy-7", "multimodal", JUDGING, box(7, -10, 10), levy),
    Task("wells-4", "multimodal", JUDGING, box(4, 0, 1), wells),
    Task("ellipsoid-6", "ill-conditioned", TUNING, box(6, -5, 5), ellipsoid),
    Task("zakharov-5", "ill-conditioned", TUNING, box(5, -5, 5), zakharov),
    Task("banana-4", "ill-conditioned", JUDGING, box(4, -2, 2), banana),
    Task("cigar-9", "ill-conditioned", JUDGING, box(9, -4, 4), cigar),
    Task("noisy-sphere-4", "noisy", TUNING, box(4, -5, 5), sphere, noise=2.0),
    Task("noisy-valley-6", "noisy", JUDGING, box(6, -3, 3), valley, noise=2.0),
    Task("corner-5", "bound", TUNING, box(5, -1, 1), corner),
    Task("edge-8", "bound", JUDGING, box(8, 0, 1), edge),
    Task("plateau-3", "flat", TUNING, box(3, 0, 1), plateau),
    Task("terraces-6", "flat", JUDGING, box(6, -4, 4), terraces),
    Task("faint-15", "wide", TUNING, box(15, -4, 4), faint),
    Task("sphere-20", "wide", JUDGING, box(20, -5, 5), sphere),
]
