"""Records what scikit-learn, SciPy and mpmath compute for Gaussian processes, as reference for Parley's.

    python3 -m venv .venv && .venv/bin/pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1 mpmath==1.4.1
    .venv/bin/python bench/reference/gaussian_process.py

writes src/test/resources/dev/parley/optimizer/gp/reference.json, the same on every run: for some designs and
hyperparameters the covariances, the log likelihood of targets, and mean and variance at some points; and the logarithm of
the expected improvement and its derivative, with sixty digits.

Points are positions by axis, null where inactive. A choice becomes one-hot columns (divided by √2, so that two choices are
at distance 1), a numeric axis with a condition two columns: its position, or 0.5 where it is inactive, and 0 or 0.5 for
inactive or active.
"""

import json
import pathlib

import mpmath
import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.stats import multivariate_normal
from sklearn.gaussian_process.kernels import Matern, RationalQuadratic

TARGET = pathlib.Path(__file__).parents[2] / "src/test/resources/dev/parley/optimizer/gp/reference.json"

LEVEL = 1.0

# The kinds of axes of each design; the reference knows a "choice" of three, a "number" and a "conditional" number.
DESIGNS = {
    "one": ["number"],
    "three": ["number", "number", "number"],
    "mixed": ["choice", "number", "conditional", "choice", "conditional"],
}


def columns(kind, value):
    if kind == "choice":
        return [float(value == c) / np.sqrt(2) for c in range(3)]
    if kind == "conditional":
        return [0.5 if value is None else value, 0.0 if value is None else 0.5]
    return [value]


def embedded(kind, values):
    return np.array([columns(kind, value) for value in values])


def covariance(kinds, h, points, others):
    """level + signal · ((1 − share) Matérn + share · mean of rational quadratics)."""
    by_axis = [(embedded(k, [p[a] for p in points]), embedded(k, [o[a] for o in others])) for a, k in enumerate(kinds)]
    scales = [np.full(x.shape[1], length) for (x, _), length in zip(by_axis, h["lengthScales"])]
    joint = Matern(np.sqrt(h["stretch"]) * np.concatenate(scales), nu=2.5)(
        np.hstack([x for x, _ in by_axis]), np.hstack([o for _, o in by_axis]))
    effects = [RationalQuadratic(length / 2, alpha=2)(x, o) for (x, o), length in zip(by_axis, h["lengthScales"])]
    return LEVEL + h["signal"] * ((1 - h["share"]) * joint + h["share"] * np.mean(effects, axis=0))


def draw(kinds, random, count):
    def value(kind):
        if kind == "choice":
            return float(random.integers(3))
        return None if kind == "conditional" and random.random() < 0.4 else round(float(random.random()), 4)

    return [[value(kind) for kind in kinds] for _ in range(count)]


def case(name, kinds, random, count):
    h = {
        "lengthScales": [round(float(s), 4) for s in np.exp(random.normal(-0.5, 0.7, len(kinds)))],
        "signal": round(float(random.uniform(0.5, 2)), 4), "noise": round(float(10 ** random.uniform(-4, -1)), 6),
        "stretch": round(float(random.uniform(0.3, 5)), 4), "share": round(float(random.uniform(0.1, 0.9)), 4)}
    points, queries = draw(kinds, random, count), draw(kinds, random, 5)
    targets = np.round(random.standard_normal(count), 4)
    k = covariance(kinds, h, points, points) + h["noise"] * np.eye(count)
    across = covariance(kinds, h, queries, points)
    factor = cho_factor(k)
    mean = across @ cho_solve(factor, targets)
    variance = LEVEL + h["signal"] - np.einsum("ij,ji->i", across, cho_solve(factor, across.T))
    return {
        "name": f"{name}-{count}", "kinds": kinds, "hyperparameters": h, "points": points, "targets": targets.tolist(),
        "logLikelihood": float(multivariate_normal(np.zeros(count), k).logpdf(targets)),
        "queries": [
            {"point": q, "covariances": c.tolist(), "mean": float(m), "variance": float(v)}
            for q, c, m, v in zip(queries, across, mean, variance)]}


def improvements():
    """log(φ(z) + z Φ(z)) and its derivative Φ(z)/(φ(z) + z Φ(z))."""
    mpmath.mp.dps = 60

    def both(z):
        # Φ(z) = erfc(−z/√2)/2 keeps its digits in the lower tail.
        mass = mpmath.erfc(-z / mpmath.sqrt(2)) / 2
        return mpmath.npdf(z) + z * mass, mass

    result = []
    for z in map(mpmath.mpf, ["30", "5", "1", "0.1", "0", "-0.5", "-0.999", "-1.001", "-3", "-10", "-30", "-59.9", "-60.1",
                              "-200", "-5000", "-1e8"]):
        mpmath.mp.dps = 60 if z > -1000 else 120
        if z > -1e6:
            improvement, mass = both(z)
            log, slope = mpmath.log(improvement), mass / improvement
        else:  # the first two terms of the asymptotic series are exact to 1e-30 here
            log = -z**2 / 2 - mpmath.log(2 * mpmath.pi) / 2 - 2 * mpmath.log(-z) + mpmath.log1p(-3 / z**2)
            slope = -z - 2 / z
        result.append({"z": float(z), "log": float(log), "slope": float(slope)})
    return result


def main():
    random = np.random.default_rng(2026)
    cases = [case(name, kinds, random, count) for name, kinds in DESIGNS.items() for count in (1, 5, 30, 100)]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps({"processes": cases, "improvements": improvements()}, indent=1) + "\n")


if __name__ == "__main__":
    main()
