"""Compares the recommended configuration with that of the luckiest trial on noisy tasks, over HTTP.

    bench/optimizers/trusted_best.sh .venv/bin/python

Each task's loss gets normal noise of --noise times the median regret of random configurations. What counts is the
noiseless regret, at the end of --trials trials: of the trial with the lowest told loss, of what `best` recommends, and
of what it recommends in a study of the same length whose last tenth tries the best again. Also told: how often the 95 %
interval holds the true value, and where `advice` would have stopped, asked for every ten trials.
"""

import argparse
import sys
import uuid

import judging
import numpy as np
import tasks
from parley import OverHttp, definition, shared_connection

KINDS = {"auto": {}, "auto, last tenth again": {"retests": "last-tenth"}, "tpe": {"type": "tpe"}}


class NoisyStudy(OverHttp):
    """A study of a running service with a limit on its trials."""

    def __init__(self, task, seed, trials, strategy, url):
        self.connection = shared_connection(url)
        self.path = f"/api/v1/studies/{uuid.uuid4().hex}"
        body = definition(task.space, "auto", seed)
        body["strategy"] |= strategy
        self.call("PUT", "", body | {"limits": {"trials": trials}})


def run(task, seed, options, strategy):
    """Regrets of the luckiest and of the recommended, whether the interval held, and the stop's trial and regret."""
    random = np.random.default_rng([seed, 12])
    study = NoisyStudy(task, seed, options.trials, strategy, options.url)
    lowest, lucky, stop = np.inf, None, None
    for n in range(1, options.trials + 1):
        configuration = study.ask()
        told = task.loss(configuration) + options.noise * task.scale * random.standard_normal()
        if told < lowest:
            lowest, lucky = told, configuration
        study.tell(told)
        if stop is None and n % 10 == 0 and study.call("GET", "/advice")["stop"]:
            stop = n, task.loss(study.call("GET", "/best")["recommended"]["configuration"])
    best = study.call("GET", "/best")["recommended"]
    study.close()
    truth = task.loss(best["configuration"])
    held = best["interval"]["low"] <= truth <= best["interval"]["high"]
    return task.loss(lucky), truth, held, stop


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--url", required=True, help="a running service")
    options.add_argument("--noise", type=float, default=0.2)
    options.add_argument("--trials", type=int, default=60)
    options.add_argument("--seeds", type=int, default=5)
    options.add_argument("--half", choices=[tasks.TUNING, tasks.JUDGING], default=tasks.JUDGING)
    options.add_argument("--require-better", action="store_true", help="fail unless the recommended are surely better")
    options = options.parse_args()
    chosen = [task for task in tasks.ALL
              if task.half == options.half and task.edition is None and task.family not in ("infeasible", "surrogate")]
    print(f"{len(chosen)} tasks, {options.seeds} seeds, {options.trials} trials, noise {options.noise:g} of the median "
          "regret of random configurations.\n")
    print("| study | recommended / luckiest (95 %) | to the luckiest of auto | interval held | advised to stop | "
          "regret then / at the end |")
    print("| --- | --- | --- | --- | --- | --- |")
    reference, failed = None, False
    for kind, strategy in KINDS.items():
        lucky, recommended, held, stopped, then = [], [], [], [], []
        for task in chosen:
            runs = [run(task, seed, options, strategy) for seed in range(options.seeds)]
            lucky.append(judging.floored([r[0] for r in runs], task))
            recommended.append(judging.floored([r[1] for r in runs], task))
            held += [r[2] for r in runs]
            for r in runs:
                if r[3] is not None:
                    stopped.append(r[3][0])
                    then.append(judging.floored([r[3][1], r[1]], task))
        reference = reference or lucky
        low, high = judging.interval(recommended, lucky)
        failed |= high >= 1
        ratio = np.exp(np.mean([np.log(a / b) for a, b in then])) if then else float("nan")
        print(f"| {kind} | {judging.ratio(recommended, lucky):.2f} ({low:.2f}–{high:.2f}) "
              f"| {judging.ratio(recommended, reference):.2f} | {np.mean(held):.0%} "
              f"| {len(stopped)}/{len(held)}, at {np.mean(stopped) if stopped else float('nan'):.0f} | {ratio:.2f} |",
              flush=True)
    if options.require_better and failed:
        sys.exit("the recommended configurations are not surely better than the luckiest")


if __name__ == "__main__":
    main()
