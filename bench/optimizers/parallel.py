"""How much is lost where many trials are pending: studies with 8 and with 64 at all times against one after another.

    .venv/bin/python bench/optimizers/parallel.py --half judging --cached --seeds 5

As soon as a trial ends on the simulated clock, it is told and the next one asked for; all durations differ, and are the
same for every optimizer. Regret is taken when so many trials were told, whoever is still running. Peers' curves are
kept in curves/, one file for each number of pending trials.
"""

import one_core  # first of all

import argparse
import pathlib
import sys

import judging
import peers
import report
import tasks
from studies import Studies

TRIALS = {8: 100, 64: 200}
"""By the number of pending trials, how many are told before regret is taken."""


DEFAULT = ["optuna-tpe", "optuna-no-liar", "parley:tpe", "parley:auto"]


def names(text):
    return text.split(",")


def arguments():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--optimizers", type=names, default=DEFAULT)
    options.add_argument("--half", choices=[tasks.TUNING, tasks.JUDGING], default=tasks.TUNING)
    options.add_argument("--tasks", type=names, help="these tasks only")
    options.add_argument("--seeds", type=int, default=5)
    options.add_argument("--pending", type=int, choices=list(TRIALS), help="this number only")
    options.add_argument("--cached", action="store_true", help="take peers' curves as they are, run none")
    options.add_argument("--write", metavar="NAME", help="write results/NAME.md")
    return options.parse_args()


class Growth:
    """One optimizer's regrets with some pending trials, beside those of its studies without, task by task."""

    def __init__(self, chosen, parallel, alone, count):
        self.tasks = [task for task in chosen if parallel.get(task.name) and alone.get(task.name)]
        self.curves = [parallel[task.name] for task in self.tasks]
        self.seeds = [sorted(set(parallel[task.name]) & set(alone[task.name])) for task in self.tasks]
        self.parallel, self.alone = (self._regrets(curves, count) for curves in (parallel, alone))

    def _regrets(self, curves, count):
        return [judging.floored([curves[task.name][seed].loss(count) for seed in seeds], task)
                for task, seeds in zip(self.tasks, self.seeds)]

    @property
    def pair(self):
        return self.parallel, self.alone

    @property
    def repeats(self):
        return sum(curve.repeats for curves in self.curves for curve in curves.values())

    @property
    def lost(self):
        """By how much regret grew, in thousandths of the task's scale, on average over tasks."""
        scales = [task.scale for task in self.tasks]
        lost = [1000 * (a.mean() - b.mean()) / scale for a, b, scale in zip(self.parallel, self.alone, scales)]
        return sum(lost) / len(lost)


def measure(options, chosen, pending):
    """{optimizer: Growth} with so many pending trials."""
    trials = TRIALS[pending]

    def curves(optimizers, number):
        return Studies(chosen, options.seeds, trials, number, options.cached).curves(optimizers)

    # Without pending trials, Optuna's TPE has none to lie about.
    sequential = {o: "optuna-tpe" if o == "optuna-no-liar" else o for o in options.optimizers}
    alone = curves(list(dict.fromkeys(sequential.values())), 1)
    parallel = curves(options.optimizers, pending)
    return {o: Growth(chosen, parallel[o], alone[sequential[o]], trials) for o in options.optimizers}


def table(found, pending):
    reference = next(iter(found.values()))
    name = next(iter(found))
    lines = [f"{pending} trials pending, regret at {TRIALS[pending]} told ({len(reference.tasks)} tasks, "
             f"{min(map(len, reference.seeds))} seeds).", ""]
    lines += report.head(["optimizer", "regret grows to, times (95 % interval)", f"growth, to that of {name}",
                          f"its regret, to that of {name}", "growth in thousandths of the scale", "repeats of pending"])
    for optimizer, growth in found.items():
        low, high = judging.interval(*growth.pair)
        cells = [f"{judging.ratio(*growth.pair):.3f} ({low:.2f}–{high:.2f})"]
        if growth is reference:
            cells += ["1", "1"]
        else:
            by, (low, high) = judging.growth(growth.pair, reference.pair)
            cells.append(f"{by:.3f} ({low:.2f}–{high:.2f})")
            low, high = judging.interval(growth.parallel, reference.parallel)
            cells.append(f"{judging.ratio(growth.parallel, reference.parallel):.3f} ({low:.2f}–{high:.2f})")
        lines.append(report.row([optimizer, *cells, f"{growth.lost:.2f}", str(growth.repeats)]))
    return lines


def by_task(found, pending):
    lines = [f"Mean regret with {pending} pending, and one after another.", ""]
    lines += report.head(["task", *found])
    for t, task in enumerate(next(iter(found.values())).tasks):
        pairs = [(growth.parallel[t].mean(), growth.alone[t].mean()) for growth in found.values()]
        lines.append(report.row([task.name, *(f"{parallel:.3g} / {alone:.3g}" for parallel, alone in pairs)]))
    return lines


def main():
    options = arguments()
    chosen = [task for task in tasks.ALL if task.half == options.half and not task.edition
              and (options.tasks is None or task.name in options.tasks)]
    parts = []
    for pending in [options.pending] if options.pending else TRIALS:
        found = measure(options, chosen, pending)
        parts += [table(found, pending), by_task(found, pending)]
    text = "\n\n".join("\n".join(part) for part in parts) + "\n"
    print(text)
    if options.write:
        head = f"# {options.write}\n\nWritten by `parallel.py {' '.join(sys.argv[1:])}`.\n\n"
        (pathlib.Path(__file__).parent / "results" / f"{options.write}.md").write_text(head + text)


if __name__ == "__main__":
    main()
