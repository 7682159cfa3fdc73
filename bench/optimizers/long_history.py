"""What TPE loses by bounding the cost of a suggestion, where its history is long.

    .venv/bin/python bench/optimizers/long_history.py --history 1000 --seeds 10

A study is given a long history, half of it drawn from the prior and half next to the best of that half, and then runs 50
trials with the bounded estimator and 50 with the exact one. Printed is the geometric mean over tasks of the ratio of mean
regrets, bounded to exact, and what a suggestion took; the history's own best is not counted, so that the new trials decide.
"""

import argparse

import numpy as np

import judging
import parley
import tasks
from tasks import space as spaces

TASKS = ["hartmann-6", "ackley-5", "zakharov-5", "corner-5", "training-6", "counting-5", "disc-3", "layers-7"]
TRIALS = 50
NEARBY = 0.1


def nudge(task, best, random):
    """A draw from the prior that takes most values from the best configuration, numbers next to them."""
    configuration = spaces.draw(task.space, random)
    for parameter in task.space:
        name = parameter["name"]
        if name in configuration and name in best and random.random() < 0.8:
            configuration[name] = best[name]
            if parameter["type"] == "float" and "step" not in parameter and parameter.get("scale") != "log":
                width = NEARBY * (parameter["high"] - parameter["low"])
                moved = best[name] + width * random.standard_normal()
                configuration[name] = float(min(max(moved, parameter["low"]), parameter["high"]))
    consistent = {p["name"] for p in task.space if spaces.is_active(p, configuration)}
    return configuration if consistent == set(configuration) else spaces.draw(task.space, random)


def history(task, length, seed):
    random = np.random.default_rng([seed, 12])
    points = [spaces.draw(task.space, random) for _ in range(length // 2)]
    losses = [task.loss(point) for point in points]
    best = points[int(np.nanargmin(losses))]
    near = [nudge(task, best, random) for _ in range(length - len(points))]
    return points + near, losses + [task.loss(point) for point in near]


def run(task, variant, points, losses, seed, class_path):
    peer = parley.InProcess(variant, task.space, seed, class_path)
    for point, loss in zip(points, losses):
        peer.add(point, loss)
    lowest = np.inf
    for _ in range(TRIALS):
        loss = task.loss(peer.ask())
        peer.tell(loss)
        lowest = min(lowest, loss) if loss == loss else lowest
    peer.close()
    return lowest, peer.milliseconds / TRIALS


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--history", type=int, default=1000)
    options.add_argument("--seeds", type=int, default=10)
    options = options.parse_args()
    class_path = parley.build()
    chosen = [tasks.BY_NAME[name] for name in TASKS]
    regrets = {"tpe": [], "tpe-exact": []}
    times = {"tpe": [], "tpe-exact": []}
    for task in chosen:
        found = {variant: [] for variant in regrets}
        for seed in range(options.seeds):
            points, losses = history(task, options.history, seed)
            for variant in regrets:
                lowest, milliseconds = run(task, variant, points, losses, seed, class_path)
                found[variant].append(lowest)
                times[variant].append(milliseconds)
        for variant in regrets:
            regrets[variant].append(judging.floored(found[variant], task))
        means = [np.mean(regrets[variant][-1]) for variant in regrets]
        print(f"{task.name}: mean regret bounded {means[0]:.4g}, exact {means[1]:.4g}", flush=True)
    low, high = judging.interval(regrets["tpe"], regrets["tpe-exact"])
    ratio = judging.ratio(regrets["tpe"], regrets["tpe-exact"])
    print(f"{options.history} trials of history: bounded / exact {ratio:.3f} ({low:.3f} to {high:.3f}), "
          f"{np.mean(times['tpe']):.2f} ms against {np.mean(times['tpe-exact']):.2f} ms a suggestion")


if __name__ == "__main__":
    main()
