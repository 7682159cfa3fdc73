"""Compares optimizers by the hypervolume of what they found, on tasks with several objectives, some with constraints.

    bench/optimizers/install.sh .venv
    .venv/bin/python bench/optimizers/fronts.py --optimizers parley:tpe,optuna-tpe,optuna-nsga2,random --write fronts

The ten startup trials of a seed are the same for every optimizer. The volume is that of the feasible trials, below a reference point
that a task has; it is computed by Optuna. A task's ratio is that of the mean volumes over seeds; below the table of ratios stands the
table of volumes.
"""

import one_core  # first of all

import argparse
import multiprocessing
import pathlib
import time

import numpy as np
import optuna
from optuna._hypervolume import compute_hypervolume
from scipy import stats

import parley
from peers import optuna_samplers
from tasks import fronts, space as spaces

COUNTS = (25, 50, 100)
TRIALS = COUNTS[-1]
FIRST_SEED = {"tuning": 0, "judging": 1000}


class Random:
    def __init__(self, task, seed):
        self.space, self.random = task.space, np.random.default_rng([seed, 21])

    def add(self, configuration, losses, constraints):
        pass

    def ask(self):
        return spaces.draw(self.space, self.random)

    def tell(self, losses, constraints):
        pass


class Optuna(optuna_samplers.OptunaPeer):
    """A sampler that sees all objectives and constraints. The startup trials are queued, so that they count as its own."""

    SAMPLERS = {
        "optuna-tpe": lambda seed: optuna.samplers.TPESampler(seed=seed),
        "optuna-nsga2": lambda seed: optuna.samplers.NSGAIISampler(seed=seed),
    }

    def __init__(self, name, task, seed):
        self.space = task.space
        self.distributions = {p["name"]: optuna_samplers.distribution(p) for p in task.space}
        self.study = optuna.create_study(directions=["minimize"] * task.objectives, sampler=self.SAMPLERS[name](seed))

    def add(self, configuration, losses, constraints):
        self.study.enqueue_trial({name: self._encoded(next(p for p in self.space if p["name"] == name), value)
                                  for name, value in configuration.items()})
        self.ask()
        self.tell(losses, constraints)

    def tell(self, losses, constraints):
        for number, constraint in enumerate(constraints):
            self.asked.set_constraint(f"c{number}", constraint)
        self.study.tell(self.asked, losses)


class Parley:
    """A study of a variant in the Java process."""

    def __init__(self, variant, task, seed, class_path):
        self.process = parley.shared_process(class_path)
        self.study = next(self.process.names)
        self.names = [f"loss{i}" for i in range(task.objectives)]
        definition = {
            "space": task.space, "objectives": [{"name": name, "direction": "minimize"} for name in self.names],
            "strategy": {"type": "tpe", "seed": seed}}
        self.process.call("create", self.study, variant=variant, definition=definition)

    def _outcome(self, losses, constraints):
        return {"state": "complete", "values": dict(zip(self.names, losses)),
                "constraints": {f"c{i}": c for i, c in enumerate(constraints)}}

    def add(self, configuration, losses, constraints):
        self.process.call("add", self.study, trials=[{"configuration": configuration, **self._outcome(losses, constraints)}])

    def ask(self):
        trial = self.process.call("ask", self.study, count=1)["trials"][0]
        self.asked = trial["number"]
        return trial["configuration"]

    def tell(self, losses, constraints):
        self.process.call("tell", self.study, number=self.asked, **self._outcome(losses, constraints))


def create(optimizer, task, seed, class_path):
    if optimizer == "random":
        return Random(task, seed)
    if optimizer.startswith("parley:"):
        return Parley(optimizer.removeprefix("parley:"), task, seed, class_path)
    return Optuna(optimizer, task, seed)


BY_NAME = {task.name: task for task in fronts.TASKS}


def study(job):
    """The volumes at COUNTS of one study, and the seconds that its asks took."""
    optimizer, name, seed, class_path = job
    task = BY_NAME[name]
    peer = create(optimizer, task, seed, class_path)
    reference, feasible, volumes, seconds = task.reference, [], [], 0.0
    startup = task.startup(seed)
    for number in range(TRIALS):
        if number < len(startup):
            configuration = startup[number]
        else:
            start = time.perf_counter()
            configuration = peer.ask()
            seconds += time.perf_counter() - start
        losses, constraints = task.outcome(configuration)
        if all(c <= 0 for c in constraints):
            feasible.append(losses)
        if number < len(startup):
            peer.add(configuration, losses, constraints)
        else:
            peer.tell(losses, constraints)
        if number + 1 in COUNTS:
            below = np.array([losses for losses in feasible if np.all(np.array(losses) < reference)])
            volumes.append(compute_hypervolume(below, reference) if len(below) else 0.0)
    return optimizer, name, seed, volumes, seconds


def run(optimizers, tasks, seeds, class_path, processes):
    """{optimizer: {task: volumes by seed and count}} and the mean milliseconds of an ask."""
    jobs = [(o, task.name, seed, class_path) for task in tasks for seed in seeds for o in optimizers]
    volumes, seconds = {}, {o: [] for o in optimizers}
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for optimizer, name, seed, found, spent in pool.imap(study, jobs, chunksize=2):
            volumes.setdefault(optimizer, {}).setdefault(name, []).append(found)
            seconds[optimizer].append(spent)
    milliseconds = {o: 1000 * float(np.mean(spent)) / (TRIALS - fronts.STARTUP) for o, spent in seconds.items()}
    return {o: {name: np.array(found) for name, found in by.items()} for o, by in volumes.items()}, milliseconds


def ratios(ours, theirs, at):
    """The logarithm of the ratio of the mean volumes, by task."""
    return np.array([np.log(ours[name][:, at].mean() / theirs[name][:, at].mean()) for name in ours])


def summary(logs):
    middle = logs.mean()
    if len(logs) < 2:
        return f"{np.exp(middle):.3f}"
    half = stats.t.ppf(0.975, len(logs) - 1) * stats.sem(logs)
    return f"{np.exp(middle):.3f} ({np.exp(middle - half):.3f}–{np.exp(middle + half):.3f})"


def markdown(volumes, milliseconds, tasks, seeds, reference):
    others = [o for o in volumes if o != reference]
    lines = [f"Ratio of hypervolume to {reference}, geometric mean over {len(tasks)} tasks (95 % interval), {seeds} seeds; above 1 is "
             "better.", "", "| optimizer | at 25 | at 50 | at 100 | ms an ask |", "| --- | --- | --- | --- | --- |"]
    for o in volumes:
        cells = ["1"] * len(COUNTS) if o == reference else [
            summary(ratios(volumes[o], volumes[reference], at)) for at in range(len(COUNTS))]
        lines.append(f"| {o} | {' | '.join(cells)} | {milliseconds[o]:.3g} |")
    lines += ["", f"Ratio of the mean volumes at 100 trials, and p of a paired t-test over seeds.", "",
              f"| task | family | {' | '.join(others)} |", "| --- | --- |" + " --- |" * len(others)]
    for task in tasks:
        cells = []
        for o in others:
            a, b = volumes[o][task.name][:, -1], volumes[reference][task.name][:, -1]
            p = stats.ttest_rel(a, b).pvalue if len(a) > 1 else float("nan")
            cells.append(f"{a.mean() / b.mean():.3f} (p {p:.2g})")
        lines.append(f"| {task.name} | {task.family} | {' | '.join(cells)} |")
    lines += ["", f"Mean volume at {' / '.join(map(str, COUNTS))} trials.", "",
              f"| task | {' | '.join(volumes)} |", "| --- |" + " --- |" * len(volumes)]
    for task in tasks:
        cells = [" / ".join(f"{v:.4g}" for v in volumes[o][task.name].mean(axis=0)) for o in volumes]
        lines.append(f"| {task.name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main():
    words = lambda text: text.split(",")
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--optimizers", type=words, default=["parley:tpe", "optuna-tpe", "optuna-nsga2", "random"])
    options.add_argument("--reference", default="optuna-tpe", help="what the ratios are to")
    options.add_argument("--tasks", type=words, help="these tasks only")
    options.add_argument("--half", choices=FIRST_SEED, default="judging", help="which seeds")
    options.add_argument("--seeds", type=int, default=20)
    options.add_argument("--processes", type=int, default=2)
    options.add_argument("--write", metavar="NAME", help="keep the tables in results/NAME.md")
    options = options.parse_args()
    tasks = [task for task in fronts.TASKS if options.tasks is None or task.name in options.tasks]
    first = FIRST_SEED[options.half]
    class_path = parley.build() if any(o.startswith("parley:") for o in options.optimizers) else None
    volumes, milliseconds = run(
        options.optimizers, tasks, range(first, first + options.seeds), class_path, options.processes)
    text = markdown(volumes, milliseconds, tasks, options.seeds, options.reference)
    print(text)
    if options.write:
        path = pathlib.Path(__file__).parent / "results" / f"{options.write}.md"
        path.write_text(f"# {options.write}\n\nWritten by `fronts.py --write {options.write}`.\n\n{text}")


if __name__ == "__main__":
    main()
