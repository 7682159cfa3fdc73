"""What is made of the regrets: ratios, their intervals, tests and ranks.

Regrets come as arrays ``[task][seed]`` at one number of trials, floored; both optimizers of a pair had the same seeds.
"""

import numpy as np

FLOOR = 1e-4
RESAMPLES = 4000
PERMUTATIONS = 10000


def floored(losses, task):
    """The regret, at least a 10,000th of the task's scale, so that an exact hit is not infinitely better."""
    return np.maximum(np.asarray(losses) - task.zero, FLOOR * task.scale)


def ratio(ours, theirs):
    """The geometric mean over tasks of the ratio of mean regrets."""
    return float(np.exp(np.mean(_log_ratios(ours, theirs))))


def _log_ratios(ours, theirs):
    return np.array([np.log(np.mean(a) / np.mean(b)) for a, b in zip(ours, theirs)])


def interval(ours, theirs, resample_tasks=True):
    """The ratio's 95 % interval, by drawing tasks, and seeds within each, again with replacement."""
    return _limits(_resampled(ours, theirs, resample_tasks))


def _resampled(ours, theirs, resample_tasks=True):
    """Logarithms of the ratio, of tasks and seeds drawn again: the same ones for all pairs of the same size."""
    random = np.random.default_rng(2026)
    by_task = np.empty((len(ours), RESAMPLES))
    for t, (a, b) in enumerate(zip(ours, theirs)):
        seeds = random.integers(len(a), size=(RESAMPLES, len(a)))
        by_task[t] = np.log(np.asarray(a)[seeds].mean(1) / np.asarray(b)[seeds].mean(1))
    if resample_tasks:
        tasks = random.integers(len(ours), size=(RESAMPLES, len(ours)))
        by_task = np.take_along_axis(by_task, tasks.T, 0)
    return by_task.mean(0)


def _limits(logarithms):
    return tuple(float(x) for x in np.exp(np.quantile(logarithms, [0.025, 0.975])))


def growth(pair, other):
    """By how much more the first pair's ratio is than the other's, and the 95 % interval of that."""
    return ratio(*pair) / ratio(*other), _limits(_resampled(*pair) - _resampled(*other))


def p_value(ours, theirs):
    """The two-sided p of the ratio if the two were alike: their names are swapped at random for each task and seed."""
    random = np.random.default_rng(2027)
    total = np.zeros(PERMUTATIONS)
    for a, b in zip(np.asarray(ours, dtype=object), np.asarray(theirs, dtype=object)):
        a, b = np.asarray(a, float), np.asarray(b, float)
        swap = random.random((PERMUTATIONS, len(a))) < 0.5
        total += np.log(np.where(swap, b, a).mean(1) / np.where(swap, a, b).mean(1))
    observed = abs(_log_ratios(ours, theirs).sum())
    return float((1 + (np.abs(total) >= observed - 1e-12).sum()) / (1 + PERMUTATIONS))


def holm(p_values):
    """The p values corrected for their number (Holm, 1979), in the order given."""
    order = np.argsort(p_values)
    corrected, highest = [0.0] * len(p_values), 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[index]))
        corrected[index] = highest
    return corrected


def ranks(regrets):
    """The rank of each optimizer on each task, ``[task][optimizer]``, from regrets ``[optimizer][task][seed]``.

    Ranks are taken for each seed and averaged; equal regrets share a rank.
    """
    found = []
    for task in zip(*regrets):
        values = np.array(task)
        lower = (values[None] < values[:, None]).sum(1)
        equal = (values[None] == values[:, None]).sum(1)
        found.append((lower + (equal + 1) / 2).mean(1))
    return np.array(found)


def mean_interval(values):
    """The 95 % interval of a mean over tasks, by drawing tasks again with replacement."""
    drawn = np.random.default_rng(2028).integers(len(values), size=(RESAMPLES, len(values)))
    return tuple(float(x) for x in np.quantile(np.asarray(values)[drawn].mean(1), [0.025, 0.975]))
