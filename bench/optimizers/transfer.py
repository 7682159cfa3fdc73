"""What similar studies are worth, and what misleading ones cost: an engine with sources beside the same engine without.

    .venv/bin/python bench/optimizers/transfer.py --seeds 20 --keep FILE

One data set is left out at a time: its surrogate is the task, and the studies of the others are the sources. No startup points are
given. Misleading sources are the same trials with their losses negated (reversed), dealt anew (shuffled), or at the other end of
every range (mirrored). Regrets are averaged over seeds; the ratio is the geometric mean over tasks of that of the mean regrets, and
the figure for misleading sources is the mean over tasks of the mean over seeds of log10 of the ratio of regrets, which count as at
least a thousandth of the task's scale, with Student's one-sided 95 % bound over tasks.
"""

import one_core  # first of all

import argparse
import collections
import json
import pathlib
import sys
import time

import numpy as np

import mixing
import parley
import report
import tasks
from tasks import related

COUNTS = (5, 10, 25, 50)
TRIALS = COUNTS[-1]
FIRST_SEED = 1000


def arguments():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--tasks", type=mixing.words, help="these tasks only")
    options.add_argument("--engines", type=mixing.words, default=["tpe", "auto"])
    options.add_argument("--sources", type=mixing.words, default=["similar", "reversed", "shuffled", "mirrored"])
    options.add_argument("--seeds", type=int, default=20)
    options.add_argument("--keep", type=pathlib.Path, help="a file that keeps what was run, and what was run before")
    options.add_argument("--write", metavar="NAME", help="keep the tables in results/NAME.md")
    return options.parse_args()


def similar(task, random):
    return related.sources(task.name)


def reversed_(task, random):
    return [[(configuration, -loss) for configuration, loss in study] for study in similar(task, random)]


def shuffled(task, random):
    return [list(zip([configuration for configuration, _ in study], random.permutation([loss for _, loss in study]).tolist()))
            for study in similar(task, random)]


def mirrored(task, random):
    return [[({p["name"]: opposite(p, configuration[p["name"]]) for p in task.space}, loss) for configuration, loss in study]
            for study in similar(task, random)]


def opposite(parameter, value):
    low, high = parameter["low"], parameter["high"]
    there = low * high / value if parameter.get("scale") == "log" else low + high - value
    return min(max(round(there) if parameter["type"] == "int" else there, low), high)


SOURCES = {"similar": similar, "reversed": reversed_, "shuffled": shuffled, "mirrored": mirrored}

Arm = collections.namedtuple("Arm", "engine sources")


def told(trials):
    return [{"configuration": configuration, **parley.outcome(loss)} for configuration, loss in trials]


def run(arm, task, seed, process):
    """The noiseless loss of the best trial after 1, 2, … trials."""
    study = next(process.names)
    sources = SOURCES[arm.sources](task, np.random.default_rng([seed, 14])) if arm.sources else []
    process.call("create", study, variant=arm.engine, definition=parley.definition(task.space, "tpe", seed),
                 sources=[told(trials) for trials in sources])
    losses = []
    for _ in range(TRIALS):
        trial = process.call("ask", study, count=1)["trials"][0]
        losses.append(float(task.loss(trial["configuration"])))
        process.call("tell", study, number=trial["number"], **parley.outcome(losses[-1]))
    process.call("close", study)
    return np.minimum.accumulate(losses).tolist()


class Kept:
    """Studies that were run, by arm, task and seed; in a file if there is one."""

    def __init__(self, file):
        self.file, self.studies, self.class_path = file, {}, None
        if file and file.exists():
            self.studies = {tuple(key): found for key, found in map(json.loads, file.read_text().splitlines())}

    def get(self, arm, task, seed):
        key = (*arm, task.name, seed)
        if key not in self.studies:
            self.class_path = self.class_path or parley.build()
            self.studies[key] = run(arm, task, seed, parley.shared_process(self.class_path))
            if self.file:
                with self.file.open("a") as out:
                    out.write(json.dumps([key, self.studies[key]]) + "\n")
        return self.studies[key]

    def regrets(self, arm, task, seeds):
        """One row a seed, one column a count."""
        found = np.array([self.get(arm, task, seed) for seed in range(FIRST_SEED, FIRST_SEED + seeds)])
        return found[:, [count - 1 for count in COUNTS]] - task.zero


def compare(kept, chosen, options):
    """{arm: {task name: (ratio of mean regrets, mean log10 ratio), by count}}."""
    found, start = collections.defaultdict(dict), time.monotonic()
    for task in chosen:
        for engine in options.engines:
            alone = kept.regrets(Arm(engine, None), task, options.seeds)
            for sources in options.sources:
                arm = Arm(engine, sources)
                helped = kept.regrets(arm, task, options.seeds)
                floor = mixing.FLOOR * task.scale
                logs = np.log10(np.maximum(helped, floor) / np.maximum(alone, floor)).mean(axis=0)
                found[arm][task.name] = helped.mean(axis=0) / alone.mean(axis=0), logs
        print(f"{task.name}: {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
    return found


def tables(found, chosen, options):
    groups = sorted({task.family for task in chosen})
    lines = [f"{len(chosen)} tasks, {options.seeds} seeds. Ratio of regrets to the same engine without sources.", ""]
    lines += report.head(["engine", "sources", "tasks", *(f"at {count}" for count in COUNTS)])
    for arm, by_task in found.items():
        for group in [*groups, "all"]:
            ratios = [by_task[task.name][0] for task in chosen if group in (task.family, "all")]
            means = np.exp(np.mean(np.log(ratios), axis=0))
            lines.append(report.row([*arm, group, *(f"{mean:.2f}" for mean in means)]))
    lines += ["", "Mean log10 ratio of regrets, and its one-sided 95 % bound over tasks.", ""]
    lines += report.head(["engine", "sources", *(f"at {count}" for count in COUNTS)])
    for arm, by_task in found.items():
        cells = [mixing.cell([logs[i] for _, logs in by_task.values()]) for i in range(len(COUNTS))]
        lines.append(report.row([*arm, *cells]))
    return lines


def by_task(found, chosen):
    lines = ["Ratio of mean regrets at 10 and 50 trials, by task.", ""]
    lines += report.head(["task", *(" ".join(arm) for arm in found)])
    for task in chosen:
        cells = [f"{of[task.name][0][COUNTS.index(10)]:.2f} / {of[task.name][0][-1]:.2f}" for of in found.values()]
        lines.append(report.row([task.name, *cells]))
    return lines


def main():
    options = arguments()
    chosen = [task for task in tasks.RELATED if options.tasks is None or task.name in options.tasks]
    found = compare(Kept(options.keep), chosen, options)
    text = "\n\n".join("\n".join(part) for part in (tables(found, chosen, options), by_task(found, chosen))) + "\n"
    print(text)
    if options.write:
        head = f"# {options.write}\n\nWritten by `transfer.py {' '.join(sys.argv[1:])}`.\n\n"
        (pathlib.Path(__file__).parent / "results" / f"{options.write}.md").write_text(head + text)


if __name__ == "__main__":
    main()
