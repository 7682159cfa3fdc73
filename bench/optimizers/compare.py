"""Compares optimizers on the same tasks, seeds and startup points, in one run.

    bench/optimizers/install.sh .venv
    .venv/bin/python bench/optimizers/compare.py --half tuning --cached --optimizers optuna-tpe,random,parley:tpe

An optimizer is a peer's name, parley:VARIANT (in process, a name that Variants.java knows) or parley-http:STRATEGY (by
the service at --url). Peers' curves are kept in curves/ and only what is missing is run; Parley's are run anew each
time. Where a strategy runs both in process and over HTTP, it has to suggest the same.
"""

import one_core  # first of all

import argparse
import json
import pathlib
import sys

import peers
import report
import tasks
from protocol import TRIALS
from studies import Studies


def names(text):
    return text.split(",")


def arguments():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--optimizers", type=names, default=["optuna-tpe", "random", "parley:tpe"])
    options.add_argument("--reference", default="optuna-tpe", help="what the ratios are to")
    options.add_argument("--half", choices=[tasks.TUNING, tasks.JUDGING, "both"], default=tasks.TUNING)
    options.add_argument("--tasks", type=names, help="these tasks only")
    options.add_argument("--families", type=names, help="these families only")
    options.add_argument("--no-models", action="store_true", help="leave out tasks that train a model for each trial")
    options.add_argument("--seeds", type=int, default=20)
    options.add_argument("--trials", type=int, default=TRIALS)
    options.add_argument("--url", help="a running service, for parley-http")
    options.add_argument("--processes", type=int, default=1)
    options.add_argument("--cached", action="store_true", help="take peers' curves as they are, run none")
    options.add_argument("--require-better", action="store_true", help="fail unless ours are surely ahead")
    options.add_argument("--write", metavar="NAME", help="write results/NAME.md, .json and two pictures")
    options = options.parse_args()
    if options.url is None and any(o.startswith("parley-http:") for o in options.optimizers):
        raise SystemExit("parley-http needs --url")
    if options.reference not in options.optimizers:
        options.optimizers.insert(0, options.reference)
    return options


def chosen_tasks(options):
    unknown = set(options.tasks or []) - set(tasks.BY_NAME)
    if unknown:
        raise SystemExit(f"no task {', '.join(unknown)} among {', '.join(tasks.BY_NAME)}")
    return [
        task for task in tasks.ALL
        if (options.half in ("both", task.half) or options.tasks)
        and (options.tasks is None or task.name in options.tasks)
        and (options.families is None or task.family in options.families)
        and not (options.no_models and task.edition)]


def require_same(curves):
    """Ends the run unless every strategy suggests over HTTP what it suggests in process."""
    for optimizer, ours in curves.items():
        other = curves.get(optimizer.replace("parley-http:", "parley:"), ours)
        for name, seeds in ours.items():
            for seed, curve in seeds.items():
                if curve.asked != other[name][seed].asked:
                    raise SystemExit(f"{optimizer} suggests something else than in process: {name}, seed {seed}")


def require_better(comparison):
    """Ends the run with a failure unless the interval of each of Parley's optimizers lies below 1 at 50 trials."""
    for optimizer in filter(peers.is_parley, comparison.optimizers()):
        found = comparison.summary(optimizer, 50)
        if found["high"] >= 1:
            raise SystemExit(f"{optimizer} is not surely ahead of {comparison.reference}: {found}")


def write(comparison, text, name):
    """Writes the tables, the data behind them and the pictures."""
    import plots  # here, so that a run without pictures does without matplotlib

    folder = pathlib.Path(__file__).parent / "results"
    folder.mkdir(exist_ok=True)
    head = f"# {name}\n\nWritten by `compare.py {' '.join(sys.argv[1:])}`.\n\n"
    pictures = f"\n![ratios]({name}-ratios.png)\n\n![tasks]({name}-tasks.png)\n"
    (folder / f"{name}.md").write_text(head + text + pictures)
    (folder / f"{name}.json").write_text(json.dumps(comparison.data(), indent=1) + "\n")
    plots.draw(comparison, folder / name)


def main():
    options = arguments()
    chosen = chosen_tasks(options)
    studies = Studies(chosen, options.seeds, options.trials, cached=options.cached, url=options.url,
                      processes=options.processes)
    curves = studies.curves(options.optimizers)
    require_same(curves)
    comparison = report.Comparison(chosen, curves, options.reference)
    text = report.markdown(comparison)
    print(text)
    if options.write:
        write(comparison, text, options.write)
    if options.require_better:
        require_better(comparison)


if __name__ == "__main__":
    main()
