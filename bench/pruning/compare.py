"""What Parley's pruners save and what they cost on tables of learning curves, beside Optuna's with the same settings.

    bench/optimizers/install.sh .venv
    .venv/bin/python bench/pruning/compare.py [--seeds 5] [--trials 80] [--tables mlp-digits,noisy] [--write] [--url URL]

A study is a random search that replays configurations of a table in an order that the seed decides, one after another and with
eight at a time, an epoch each in turn. A pruner is asked after each epoch. Trials are judged by what they report in their last
epoch; regret is the loss of the best complete one less that of the table's best, in units of what the table's median is worse
than its best; "–" where in some study no trial was complete. Three things are told:

- after so many trials (80), the share of their epochs that was not trained, the regret, and in what share of the studies it is no
  greater than without pruning ("best kept");
- the regret after as many epochs as these have when none is stopped, with as many trials as they are enough for, up to the
  table's 240;
- how often Parley answers what Optuna answers, when it listens to the study that Optuna's pruner is in.

With --write it writes results.md. With --url Parley's pruners are not run in a Java process but are those of studies of a running
service.
"""

import argparse
import pathlib
import sys

import numpy as np

import pruners
import tables
import parley

WORKERS = (1, 8)
HERE = pathlib.Path(__file__).parent
MEDIAN = {"type": "median", "startupTrials": 5, "warmupSteps": 5, "interval": 1, "minTrials": 1}
ASHA = {"type": "asha", "minResource": 2, "reductionFactor": 3, "minEarlyStoppingRate": 0, "bootstrapCount": 0}
# What somebody knows beforehand: far from what guessing comes to, after ten epochs.
BOUNDS = {"mlp-digits": {"lower": 0.5}, "mlp-breast-cancer": {"upper": 0.5}}
SETTINGS = {
    "median": MEDIAN,
    "percentile 25": MEDIAN | {"type": "percentile", "percentile": 25},
    "patience 5": {"type": "patience", "patience": 5, "minDelta": 0.0},
    "patience 5, then median": {"type": "patience", "patience": 5, "minDelta": 0.0, "wrapped": MEDIAN},
    "threshold": {"type": "threshold", "warmupSteps": 10, "interval": 1},
    "asha": ASHA,
    "asha, from epoch 6": ASHA | {"minEarlyStoppingRate": 1},
}
# A first report in epoch 5 reaches the rungs 2 and 4 of a halving at once.
COARSE = ("asha by halves, every fifth epoch", ASHA | {"reductionFactor": 2}, 5)


def setting(name, table):
    bound = BOUNDS.get(table.name, {"upper": 1.0}) if name == "threshold" else {}
    return SETTINGS[name] | bound


class Replay:
    """A random search over a table; ``ends`` has (trial, epochs of all trials by then, own epochs, loss or NaN) of each end."""

    def __init__(self, table, study, seed, workers, trials, every):
        self.values, self.losses, self.study = table.values, table.losses(), study
        self.workers, self.trials, self.every = workers, trials, every
        self.order = np.random.default_rng(seed).permutation(len(self.values))
        self.epochs = self.values.shape[1]
        self.budget = trials * self.epochs
        self.ends, self.spent, self.started = [], 0, 0
        self.run()
        study.close()

    def run(self):
        """Until there are enough trials and enough epochs, or no more configurations."""
        running = []
        while True:
            while len(running) < self.workers and self.goes_on():
                running.append([self.started, 0])
                self.study.start(self.started)
                self.started += 1
            if not running:
                return
            running = [trial for trial in running if not self.train(trial)]

    def goes_on(self):
        return self.started < len(self.order) and (self.started < self.trials or self.spent < self.budget)

    def train(self, trial):
        """One epoch, and whether the trial has ended with it."""
        number, before = trial
        trial[1] = epoch = before + 1
        self.spent += 1
        row, is_last = self.order[number], epoch == self.epochs
        value = float(self.values[row, before])
        stops = (epoch % self.every == 0 or is_last) and self.study.report(number, epoch, value)
        if not stops and not is_last:
            return False
        state = "pruned" if stops else "infeasible" if value != value else "complete"
        self.study.tell(number, state, value)
        self.ends.append((number, self.spent, epoch, self.losses[row, before] if state == "complete" else np.nan))
        return True

    def saved(self):
        return 1 - sum(own for number, _, own, _ in self.ends if number < self.trials) / self.budget

    def best_of_trials(self):
        return best([loss for number, _, _, loss in self.ends if number < self.trials])

    def best_of_epochs(self):
        return best([loss for _, spent, _, loss in self.ends if spent <= self.budget])


def best(losses):
    return np.nanmin(losses) if np.isfinite(losses).any() else np.nan


def regret(table, losses):
    final = table.losses()[:, -1]
    return (np.asarray(losses) - np.nanmin(final)) / (np.nanmedian(final) - np.nanmin(final))


def replays(table, make, options, every=1):
    """A list of replays for each number of workers."""
    return [[Replay(table, make(), [seed, workers], workers, options.trials, every) for seed in range(options.seeds)]
            for workers in WORKERS]


def row(cells):
    return "| " + " | ".join(map(str, cells)) + " |"


def head(cells):
    return [row(cells), row(["---"] * len(cells))]


def figures(table, found, unpruned):
    """For each number of workers the saved share, the regret of the trials, in what share of the studies that is no greater than
    without pruning, and the regret of the epochs; means over the studies, NaN where in one of them no trial was complete."""
    return np.array([
        [np.mean([replay.saved() for replay in some]),
         np.mean(regret(table, [replay.best_of_trials() for replay in some])),
         np.mean([a.best_of_trials() <= b.best_of_trials() for a, b in zip(some, without)]),
         np.mean(regret(table, [replay.best_of_epochs() for replay in some]))]
        for some, without in zip(found, unpruned)])


def cells(found):
    return [f"{value:{form}}" if np.isfinite(value) else "–"
            for by_workers in found for value, form in zip(by_workers, (".0%", ".3f", ".0%", ".3f"))]


def rows(found):
    """A table's lines; where Optuna's figures are ours, one line says both."""
    lines = head(["pruner", *(f"{cell}, {workers} at a time" for workers in WORKERS for cell in
                              ("saved", "regret", "best kept", "regret by epochs"))])
    for name, (ours, theirs) in found.items():
        same = theirs is not None and np.array_equal(ours, theirs, equal_nan=True)
        lines.append(row([f"{name} (and Optuna's)" if same else name, *cells(ours)]))
        if theirs is not None and not same:
            lines.append(row([f"{name}: Optuna's", *cells(theirs)]))
    return lines


def of_table(table, options, parley_study):
    """Parley's and Optuna's figures, and (same, asked), by pruner."""
    unpruned = replays(table, pruners.Unpruned, options)
    found, agreements = {"none": (figures(table, unpruned, unpruned), None)}, {}
    for name, chosen, every in [*((name, setting(name, table), 1) for name in SETTINGS), COARSE]:
        overheard = []

        def ours():
            return parley_study(chosen, table.direction)

        def theirs():
            overheard.append(pruners.Overheard(pruners.Optuna(chosen, table.direction), ours()))
            return overheard[-1]

        found[name] = tuple(figures(table, replays(table, make, options, every), unpruned) for make in (ours, theirs))
        agreements[name] = sum(study.same for study in overheard), sum(study.asked for study in overheard)
        print(table.name, name, *agreements[name], flush=True)
    return found, agreements


def mean(all_figures):
    """Over tables."""
    names = next(iter(all_figures.values()))
    return {name: tuple(None if found[0][who] is None else np.mean([one[who] for one in found], axis=0) for who in (0, 1))
            for name in names for found in [[figures[name] for figures in all_figures.values()]]}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seeds", type=int, default=5)
    options.add_argument("--trials", type=int, default=80)
    options.add_argument("--tables", help="names, separated by commas; all if left out")
    options.add_argument("--write", action="store_true")
    options.add_argument("--url", help="of a running Parley")
    options = options.parse_args()
    class_path = None if options.url else parley.build()

    def parley_study(setting, direction):
        if options.url:
            return pruners.ParleyOverHttp(setting, direction, options.url)
        return pruners.Parley(setting, direction, class_path)

    known = tables.every()
    chosen = [known[name] for name in (options.tables.split(",") if options.tables else known)]
    all_figures, agreements = {}, {}
    for table in chosen:
        all_figures[table.name], agreements[table.name] = of_table(table, options, parley_study)
    answers = head(["pruner", *agreements])
    for name in next(iter(agreements.values())):
        answers.append(row([name, *(f"{same} of {asked}" for same, asked in (found[name] for found in agreements.values()))]))
    trained = {table.name: all_figures[table.name] for table in chosen if table.is_trained}
    sections = {"Mean of the trained models": rows(mean(trained))} if trained else {}
    sections |= {name: rows(found) for name, found in all_figures.items()} | {"The same answers as Optuna's": answers}
    command = " ".join(["compare.py", *sys.argv[1:]])
    text = "\n".join(["# Pruners", "", f"Written by `{command}`: seeds 0 to {options.seeds - 1}, {options.trials} trials of "
                      f"{tables.EPOCHS} epochs. What the columns are, `compare.py` says.",
                      *(line for name, section in sections.items() for line in ["", f"## {name}", "", *section]), ""])
    print(text)
    if options.write:
        (HERE / "results.md").write_text(text)


if __name__ == "__main__":
    main()
