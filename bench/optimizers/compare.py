"""Compares optimizers on the same tasks, seeds and startup points, in one run.

    bench/optimizers/install.sh .venv
    .venv/bin/python bench/optimizers/compare.py --half tuning --cached --optimizers optuna-tpe,random,parley:tpe

An optimizer is a peer's name, parley:VARIANT (in process, a name that Variants.java knows) or parley-http:STRATEGY (by
the service at --url). Peers' curves are kept in curves/ and only what is missing is run; Parley's are run anew each
time. Where a strategy runs both in process and over HTTP, it has to suggest the same.
"""

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")  # one core for each optimizer

import argparse
import json
import multiprocessing
import pathlib
import sys
import time

import parley
import peers
import report
import tasks
from cache import Cache
from protocol import TRIALS, run

FIRST_SEED = {tasks.TUNING: 0, tasks.JUDGING: 1000}


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


def study(job):
    """One curve; runs in any process."""
    optimizer, name, seed, trials, class_path, url = job
    task = tasks.BY_NAME[name]
    if optimizer.startswith("parley:"):
        peer = parley.InProcess(optimizer.removeprefix("parley:"), task.space, seed, class_path)
    elif optimizer.startswith("parley-http:"):
        peer = parley.OverHttp(optimizer.removeprefix("parley-http:"), task.space, seed, url)
    else:
        peer = peers.create(optimizer, task.space, seed)
    return optimizer, name, seed, run(peer, task, seed, trials)


def gather(options, chosen):
    """All curves: kept ones, and the missing ones, which are run and, if a peer's, kept."""
    curves = {optimizer: {} for optimizer in options.optimizers}
    caches = {o: Cache(o, None if options.cached else peers.module(o).VERSION)
              for o in options.optimizers if not peers.is_parley(o)}
    class_path = parley.build() if any(o.startswith("parley:") for o in options.optimizers) else None
    jobs = []
    for optimizer in options.optimizers:
        for task in chosen:
            for seed in range(FIRST_SEED[task.half], FIRST_SEED[task.half] + options.seeds):
                kept = caches[optimizer].find(task, seed, options.trials) if optimizer in caches else None
                if kept is not None:
                    curves[optimizer].setdefault(task.name, {})[seed] = kept
                elif optimizer not in caches or not options.cached:
                    jobs.append((optimizer, task.name, seed, options.trials, class_path, options.url))
    start = saved = time.monotonic()
    for done, (optimizer, name, seed, curve) in enumerate(results(jobs, options.processes), 1):
        curves[optimizer].setdefault(name, {})[seed] = curve
        if optimizer in caches:
            caches[optimizer].keep(tasks.BY_NAME[name], seed, curve)
        if time.monotonic() - saved > 20:
            saved = time.monotonic()
            print(f"{done}/{len(jobs)} studies, {saved - start:.0f} s: {optimizer} {name}", file=sys.stderr)
            save(caches)
    save(caches)
    return curves


def results(jobs, processes):
    if processes == 1:
        yield from map(study, jobs)
    else:
        with multiprocessing.get_context("spawn").Pool(processes) as pool:
            yield from pool.imap_unordered(study, jobs, chunksize=4)


def save(caches):
    for cache in caches.values():
        cache.save()


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
    curves = gather(options, chosen)
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
