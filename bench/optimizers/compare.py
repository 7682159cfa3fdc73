"""Compares optimizers on the same tasks, seeds and startup points, in one run.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python compare.py --half tuning --optimizers optuna-tpe,random,parley:tpe

An optimizer is a peer's name, parley:VARIANT (in process, a name that Variants.java knows) or parley-http:STRATEGY.
Peers' curves are kept in curves/ and only what is missing is run; Parley's are run anew each time.
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


def arguments():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--optimizers", type=lambda text: text.split(","), default=["optuna-tpe", "random", "parley:tpe"])
    options.add_argument("--reference", default="optuna-tpe", help="what the ratios are to")
    options.add_argument("--half", choices=[tasks.TUNING, tasks.JUDGING, "both"], default=tasks.TUNING)
    options.add_argument("--tasks", type=lambda text: text.split(","), help="these tasks only")
    options.add_argument("--families", type=lambda text: text.split(","), help="these families only")
    options.add_argument("--seeds", type=int, default=20)
    options.add_argument("--trials", type=int, default=TRIALS)
    options.add_argument("--processes", type=int, default=1)
    options.add_argument("--cached", action="store_true", help="take peers' curves as they are, run none")
    options.add_argument("--write", metavar="NAME", help="write results/NAME.md and .json")
    options = options.parse_args()
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
        and (options.families is None or task.family in options.families)]


def study(job):
    """One curve; runs in any process."""
    optimizer, name, seed, trials, class_path = job
    task = tasks.BY_NAME[name]
    if optimizer.startswith("parley:"):
        peer = parley.InProcess(optimizer.removeprefix("parley:"), task.space, seed, class_path)
    else:
        peer = peers.create(optimizer, task.space, seed)
    return optimizer, name, seed, run(peer, task, seed, trials)


def gather(options, chosen):
    """All curves: kept ones, and the missing ones, which are run and, if a peer's, kept."""
    curves = {optimizer: {} for optimizer in options.optimizers}
    caches = {o: Cache(o, peers.module(o).VERSION) for o in options.optimizers if not peers.is_parley(o)}
    class_path = parley.build() if any(map(peers.is_parley, options.optimizers)) else None
    jobs = []
    for optimizer in options.optimizers:
        for task in chosen:
            for seed in range(FIRST_SEED[task.half], FIRST_SEED[task.half] + options.seeds):
                kept = caches[optimizer].find(task, seed, options.trials) if optimizer in caches else None
                if kept is not None:
                    curves[optimizer].setdefault(task.name, {})[seed] = kept
                elif optimizer not in caches or not options.cached:
                    jobs.append((optimizer, task.name, seed, options.trials, class_path))
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


def main():
    options = arguments()
    chosen = chosen_tasks(options)
    comparison = report.Comparison(chosen, gather(options, chosen), options.reference)
    text = report.markdown(comparison)
    print(text)
    if options.write:
        folder = pathlib.Path(__file__).parent / "results"
        folder.mkdir(exist_ok=True)
        head = f"# {options.write}\n\nWritten by `compare.py {' '.join(sys.argv[1:])}`.\n\n"
        (folder / f"{options.write}.md").write_text(head + text)
        (folder / f"{options.write}.json").write_text(json.dumps(comparison.data(), indent=1) + "\n")


if __name__ == "__main__":
    main()
