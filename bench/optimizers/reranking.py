"""What re-ranking the engine's candidates by predictions is worth, and what bad predictions cost: scripted predictors.

    .venv/bin/python bench/optimizers/reranking.py --half judging --seeds 10 --keep FILE

All as in mixing.py, but that the model proposes nothing. It is asked whenever there are new trials, one call at a time, about
the running trials and seven candidates of the engine. The last column is how many trials were another candidate than the
engine's own suggestion.
"""

import one_core  # first of all

import functools
import math

import numpy as np
from scipy import stats

import mixing
import tasks
from tasks import space as spaces

CANDIDATES = 7
FEWEST_ENDED, MOST_ENDED = 10, 200
GOOD_PREDICTIONS = 150
NOISE = 1.5
NEIGHBOURS = 3


@functools.cache
def quantiles(name):
    """The losses of random configurations, sorted."""
    random = np.random.default_rng(2027)
    drawn = [tasks.BY_NAME[name].loss(spaces.draw(tasks.BY_NAME[name].space, random)) for _ in range(300)]
    return np.sort([loss for loss in drawn if loss == loss])


def score(task, configuration):
    """The normal score of a configuration's true loss among those of random ones; a bit beyond the worst if infeasible."""
    loss = task.loss(configuration)
    drawn = quantiles(task.name)
    rank = len(drawn) if loss != loss else np.searchsorted(drawn, loss)
    beyond = min(0.0, (loss - drawn[0]) / (drawn[-1] - drawn[0] or 1.0)) if loss == loss else 0.0
    return float(stats.norm.ppf((rank + 0.5) / (len(drawn) + 1)) + beyond)


def true(study, configuration):
    """Knows the true loss."""
    return score(study.task, configuration)


def fair(study, configuration):
    """Knows it with noise: its rank correlation over random configurations is about 0.55."""
    return score(study.task, configuration) + NOISE * study.random.standard_normal()


def noise(study, configuration):
    """Knows nothing."""
    return study.random.standard_normal()


def adverse(study, configuration):
    """Says the opposite of what it knows."""
    return -score(study.task, configuration)


def steady(study, configuration):
    """Knows nothing but the told losses, and always expects a little less than the best of them: about 80 of 100 points."""
    told = sorted(loss for _, loss in study.told if loss == loss) or [0.0]
    return told[0] + (0.2 + 0.1 * study.random.standard_normal()) * (told[-1] - told[0])


def turncoat(study, configuration):
    """Tells the truth until it is trusted, and then the opposite."""
    return score(study.task, configuration) * (1 if study.predicted < GOOD_PREDICTIONS else -1)


def neighbours(study, configuration):
    """Reads the told trials and no more: the mean loss of the nearest ones, by shares of parameters that agree."""
    told = [(agreement(study.task.space, configuration, other), loss) for other, loss in study.told if loss == loss]
    nearest = sorted(told, key=lambda pair: -pair[0])[:NEIGHBOURS]
    return float(np.mean([loss for _, loss in nearest]))


def agreement(space, one, other):
    total = 0.0
    for parameter in space:
        name = parameter["name"]
        if name in one and name in other:
            if parameter["type"] == "categorical":
                total += one[name] == other[name]
            else:
                total += 1 - abs(mixing.scripted.place(parameter, one[name]) - mixing.scripted.place(parameter, other[name]))
        else:
            total += name not in one and name not in other
    return total


PREDICTORS = {"true": true, "fair": fair, "noise": noise, "steady": steady, "neighbours": neighbours,
              "adverse": adverse, "turncoat": turncoat}


class Study(mixing.Study):
    """A study whose model predicts and proposes nothing; ``model`` is the predictor's name."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.seen, self.predicted, self.known = 0, 0, set()

    def refill(self, now):
        is_due = FEWEST_ENDED <= len(self.told) < MOST_ENDED and self.number - self.seen >= max(1, len(self.running) // 2)
        if not self.model or self.call or not is_due:
            return
        self.seen = self.number
        said = [{"configuration": configuration} for _, _, configuration in self.running if str(configuration) not in self.known]
        said += self.process.call("candidates", self.study, count=CANDIDATES)
        self.known.update(str(each["configuration"]) for each in said)
        self.predicted += len(said)
        for each in said:
            each["mean"] = PREDICTORS[self.model](self, each["configuration"])
        self.call = now + self.delay, said
        if self.delay == 0:
            self.deliver(now)

    def deliver(self, now):
        if self.call and self.call[0] <= now:
            self.process.call("foretell", self.study, said=self.call[1])
            self.call = None

    def count(self, trial):
        self.turns["re-ranked" if trial["reranked"] else "none"] += 1


if __name__ == "__main__":
    mixing.main(__doc__, Study, list(PREDICTORS))
