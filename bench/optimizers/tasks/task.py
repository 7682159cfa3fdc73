"""What a task is."""

import dataclasses
import functools
import hashlib
import json
import math
from collections.abc import Callable

import numpy as np

from tasks import space as spaces

TUNING, JUDGING = "tuning", "judging"
STARTUP = 10
PROBES = 1000


@dataclasses.dataclass(frozen=True)
class Task:
    """A space and a loss of its configurations, to be made small.

    ``loss`` answers the noiseless loss, or NaN where a configuration is infeasible; ``zero`` is its least value;
    ``noise`` is the standard deviation of what is added to the loss before an optimizer sees it. ``half`` says whether
    the task is for tuning our optimizers or for judging them. ``known_scale`` is the median regret of random
    configurations; where it is None, it is measured by 1,000 of them. ``edition`` stands in for the loss where that is
    slow to probe.
    """

    name: str
    family: str
    half: str
    space: list
    loss: Callable
    zero: float = 0.0
    noise: float = 0.0
    known_scale: float | None = None
    edition: str | None = None

    @functools.cached_property
    def scale(self):
        if self.known_scale is not None:
            return self.known_scale
        random = np.random.default_rng(0)
        losses = [self.loss(spaces.draw(self.space, random)) for _ in range(PROBES)]
        return float(np.nanmedian(losses)) - self.zero

    @functools.cached_property
    def fingerprint(self):
        """Changes whenever the space, the loss or the noise do; the zero is no part of it."""
        random = np.random.default_rng(1)
        probes = [spaces.draw(self.space, random) for _ in range(0 if self.edition else 40)]
        content = [self.space, self.noise, self.edition, [f"{self.loss(probe):.6e}" for probe in probes]]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:12]

    def startup(self, seed):
        """The first configurations of every optimizer: draws from the prior, at least one of them feasible."""
        random = np.random.default_rng([seed, 10])
        while True:
            drawn = [spaces.draw(self.space, random) for _ in range(STARTUP)]
            if any(not math.isnan(self.loss(configuration)) for configuration in drawn):
                return drawn

    def noises(self, seed, trials):
        """What is added to the loss of trial 0, 1, …: the same for every optimizer."""
        return self.noise * np.random.default_rng([seed, 11]).standard_normal(trials)

    def durations(self, seed, trials):
        """What trial 0, 1, … takes where several are pending: one in ten seven times as long as one in ten others."""
        return np.random.default_rng([seed, 13, *self.name.encode()]).lognormal(sigma=0.75, size=trials)
