"""Computes the e-value of dev.parley.drift.Evidence in another way, for the numbers in its tests.

    python3 -m venv .venv && .venv/bin/pip install numpy==2.4.6 scipy==1.17.1
    .venv/bin/python bench/reference/drift.py

prints for some samples the logarithm of the ratio of the density of their t statistic, averaged over effects with a half-normal
prior, to its density without an effect: SciPy's noncentral t distribution, integrated over the effect. Of these two, neither is in
the closed form that Parley computes. And of some measurements one after the other it prints what dev.parley.drift.DriftRule adds up.
"""

import numpy as np
from scipy.integrate import quad
from scipy.stats import halfnorm, nct, norm, t

SAMPLES = [
    [1.0, -1.0],
    [0.3, 0.5],
    [0.2, -0.1, 0.4, 0.15, -0.3],
    [1.1, 0.7, 1.6, 0.2, 0.9, 1.3, 0.4, 1.0],
    [-1.1, -0.7, -1.6, -0.2, -0.9, -1.3, -0.4, -1.0],
    [0.05 * i - 0.4 for i in range(30)],
]

SERIES = [-0.4, 0.3, -0.8, 0.1, 0.9, 1.4, 0.6, 1.2, 0.8, 1.1]
WINDOW = 6


def log_evidence(sample):
    n = len(sample)
    if n == 1:  # no t statistic; what is left is the sign, of which σ says nothing
        return np.log(quad(lambda d: 2 * halfnorm.pdf(d) * norm.cdf(np.sign(sample[0]) * d), 0, np.inf)[0])
    statistic = np.sqrt(n) * np.mean(sample) / np.std(sample, ddof=1)
    above = quad(lambda d: halfnorm.pdf(d) * nct.pdf(statistic, n - 1, np.sqrt(n) * d), 0, np.inf, epsabs=0, epsrel=1e-10)[0]
    return np.log(above) - t.logpdf(statistic, n - 1)


def level(j):
    return 1 + np.log(j)


def evidence(series, window):
    count = len(series)
    total = 1 / level(count + 1)
    for start in range(max(1, count - window + 1), count + 1):
        weight = 1 / level(start) - 1 / level(start + 1)
        total += weight * np.exp(log_evidence(series[start - 1 :]))
    return total


for sample in SAMPLES:
    print(len(sample), np.sum(sample), np.sum(np.square(sample)), repr(float(log_evidence(sample))))
for count in range(1, len(SERIES) + 1):
    print(count, repr(float(evidence(SERIES[:count], WINDOW))))
