"""What a language model in the mix is worth, and what a bad one costs: scripted models beside the engine alone.

    .venv/bin/python bench/optimizers/mixing.py --half judging --seeds 10 --models hostile,random,stuck --keep FILE

All run on a simulated clock: trials take about a second, each time the same for every arm, and a model's answer comes after its
delay. A model is asked when the study begins, when few of its proposals are left and when the best trial has changed; one call
at a time. A study's first asks wait for the first answer, five seconds at most. No startup points are given. The figure is the
mean over tasks of the mean over seeds of log10 of the ratio of regrets to the engine alone with as many workers; regrets count
as at least a thousandth of the task's scale. The bound is Student's, one-sided, 95 %, over tasks.
"""

import one_core  # first of all

import argparse
import collections
import heapq
import itertools
import json
import math
import pathlib
import sys
import time

import numpy as np
from scipy import stats

import parley
import report
import scripted
import tasks
from studies import FIRST_SEED

COUNTS = (10, 25, 60)
FLOOR = 1e-3
ENGINE = "auto"
FIRST_WAIT = 5.0
FEW = 3
STALE = 10
BOUND = 0.95


def words(text):
    return text.split(",")


def arguments(description, models):
    options = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--half", choices=[tasks.TUNING, tasks.JUDGING], default=tasks.TUNING)
    options.add_argument("--tasks", type=words, help="these tasks only")
    options.add_argument("--families", type=words, help="these families only")
    options.add_argument("--modes", type=words, default=["gated"])
    options.add_argument("--models", type=words, default=models)
    options.add_argument("--delays", type=words, default=["0"], help="seconds that an answer takes")
    options.add_argument("--workers", type=words, default=["1"])
    options.add_argument("--seeds", type=int, default=5)
    options.add_argument("--keep", type=pathlib.Path, help="add studies to this file, and run none that it holds")
    options.add_argument("--write", metavar="NAME", help="write results/NAME.md")
    return options.parse_args()


class Study:
    """One study on the simulated clock; ``model`` is None for the engine alone."""

    def __init__(self, task, seed, variant, model, delay, workers, process):
        self.task, self.model, self.delay, self.workers, self.process = task, model, delay, workers, process
        self.study = next(process.names)
        process.call("create", self.study, variant=variant, definition=parley.definition(task.space, "tpe", seed))
        self.random = np.random.default_rng([seed, 17])
        most = COUNTS[-1] + workers
        self.noises, self.durations = task.noises(seed, most), task.durations(seed, most)
        self.told, self.steps, self.lowest = [], [], math.inf
        self.running, self.number, self.turns = [], 0, collections.Counter()
        self.call, self.unused, self.proposed, self.stays = None, {}, 0, True

    def run(self):
        now = 0.0
        self.refill(now)
        if self.call:
            now = min(self.delay, FIRST_WAIT)
        while len(self.told) < COUNTS[-1]:
            self.deliver(now)
            if len(self.running) < self.workers:
                self.ask(now)
            else:
                now = min(self.running[0][0], self.call[0] if self.call else math.inf)
                if self.running[0][0] == now:
                    self.tell()
            self.refill(now)
        self.process.call("close", self.study)
        return {"losses": [self.loss(count) for count in COUNTS], "turns": dict(self.turns)}

    def refill(self, now):
        left = sum(len(self.told) - made <= STALE for made in self.unused.values())
        if self.model and not self.call and (left < FEW or not self.stays):
            self.stays = True
            self.call = now + self.delay, scripted.MODELS[self.model](self.task, self.told, self.random)
            if self.delay == 0:
                self.deliver(now)

    def deliver(self, now):
        if self.call and self.call[0] <= now:
            self.process.call("propose", self.study, configurations=self.call[1])
            for _ in self.call[1]:
                self.unused[self.proposed] = len(self.told)
                self.proposed += 1
            self.call = None

    def ask(self, now):
        trial = self.process.call("ask", self.study, count=1)["trials"][0]
        self.count(trial)
        self.unused.pop(trial["proposal"], None)
        heapq.heappush(self.running, (now + self.durations[self.number], trial["number"], trial["configuration"]))
        self.number += 1

    def count(self, trial):
        self.turns[trial["turn"]] += 1

    def tell(self):
        _, number, configuration = heapq.heappop(self.running)
        loss = self.task.loss(configuration)
        noisy = float(loss + self.noises[number])
        self.process.call("tell", self.study, number=number, **parley.outcome(noisy))
        self.told.append((configuration, noisy))
        if noisy < self.lowest:
            self.lowest, self.stays = noisy, False
            self.steps.append((len(self.told), float(loss)))

    def loss(self, count):
        """The noiseless loss of the trial with the lowest told one; that of a bad configuration where all were infeasible."""
        return next((loss for n, loss in reversed(self.steps) if n <= count), self.task.zero + 10 * self.task.scale)


Arm = collections.namedtuple("Arm", "mode model delay workers")


def arms(options):
    for workers, delay in itertools.product(map(int, options.workers), map(float, options.delays)):
        for mode, model in itertools.product(options.modes, options.models):
            yield Arm(mode, model, delay, workers)


class Kept:
    """Studies that were run, by arm, task and seed; in a file if there is one."""

    def __init__(self, file, study):
        self.file, self.study, self.studies = file, study, {}
        if file and file.exists():
            for line in file.read_text().splitlines():
                key, found = json.loads(line)
                self.studies[tuple(key)] = found

    def get(self, arm, task, seed, process):
        key = (*arm, task.name, seed)
        if key not in self.studies:
            variant = arm.mode if arm.model else ENGINE
            found = self.study(task, seed, variant, arm.model, arm.delay, arm.workers, process()).run()
            self.studies[key] = found
            if self.file:
                with self.file.open("a") as out:
                    out.write(json.dumps([key, found]) + "\n")
        return self.studies[key]


def regrets(task, found):
    return np.maximum(np.array(found["losses"]) - task.zero, FLOOR * task.scale)


def measure(chosen, options, kept):
    """{arm: {task name: mean over seeds of log10 ratios, by count}}, and {arm: mean turns of a study}."""
    class_path = None

    def process():
        nonlocal class_path
        class_path = class_path or parley.build()
        return parley.shared_process(class_path)

    ratios, turns = collections.defaultdict(dict), collections.defaultdict(collections.Counter)
    start, studies = time.monotonic(), 0
    for task in chosen:
        found = collections.defaultdict(list)
        for seed in range(FIRST_SEED[task.half], FIRST_SEED[task.half] + options.seeds):
            for arm in arms(options):
                alone = kept.get(Arm("alone", None, 0.0, arm.workers), task, seed, process)
                mixed = kept.get(arm, task, seed, process)
                found[arm].append(np.log10(regrets(task, mixed) / regrets(task, alone)))
                turns[arm].update(mixed["turns"])
                studies += 1
        for arm, logs in found.items():
            ratios[arm][task.name] = np.mean(logs, axis=0)
        print(f"{task.name}: {studies} studies, {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
    for counts in turns.values():
        for turn in counts:
            counts[turn] /= len(chosen) * options.seeds
    return ratios, turns


def cell(values):
    """The mean over tasks and its upper bound."""
    values = np.array(values)
    if len(values) < 2:
        return f"{values.mean():+.3f}"
    error = values.std(ddof=1) / math.sqrt(len(values))
    return f"{values.mean():+.3f} (< {values.mean() + stats.t.ppf(BOUND, len(values) - 1) * error:+.3f})"


def label(arm):
    return [arm.mode, arm.model, f"{arm.delay:g} s", str(arm.workers)]


def summary(ratios, turns, options):
    lines = [f"{len(next(iter(ratios.values())))} tasks ({options.half}), {options.seeds} seeds; mean log10 ratio of regrets to "
             f"{ENGINE} alone, and its one-sided 95 % bound over tasks.", ""]
    lines += report.head(["mode", "model", "delay", "workers", *(f"at {n}" for n in COUNTS), "the model's turns"])
    for arm, by_task in ratios.items():
        cells = [cell([logs[i] for logs in by_task.values()]) for i in range(len(COUNTS))]
        took = ", ".join(f"{turn} {n:.1f}" for turn, n in sorted(turns[arm].items()) if turn != "none")
        lines.append(report.row([*label(arm), *cells, took]))
    return lines


def by_family(ratios, chosen):
    families = sorted({task.family for task in chosen})
    lines = [f"At {COUNTS[1]} and {COUNTS[2]} trials, by family.", ""]
    lines += report.head(["mode", "model", "delay", "workers", *families])
    for arm, by_task in ratios.items():
        cells = []
        for family in families:
            logs = np.mean([by_task[task.name] for task in chosen if task.family == family], axis=0)
            cells.append(f"{logs[1]:+.2f} / {logs[2]:+.2f}")
        lines.append(report.row([*label(arm), *cells]))
    return lines


def main(description, study, models):
    """Runs studies of a class with these scripted models, and prints and writes what came of them."""
    options = arguments(description, models)
    chosen = [task for task in tasks.ALL if task.half == options.half
              and (options.tasks is None or task.name in options.tasks)
              and (options.families is None or task.family in options.families)]
    ratios, turns = measure(chosen, options, Kept(options.keep, study))
    text = "\n\n".join("\n".join(part) for part in (summary(ratios, turns, options), by_family(ratios, chosen))) + "\n"
    print(text)
    if options.write:
        head = f"# {options.write}\n\nWritten by `{pathlib.Path(sys.argv[0]).name} {' '.join(sys.argv[1:])}`.\n\n"
        (pathlib.Path(__file__).parent / "results" / f"{options.write}.md").write_text(head + text)


if __name__ == "__main__":
    main(__doc__, Study, list(scripted.MODELS))
