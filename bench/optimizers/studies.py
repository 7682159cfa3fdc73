"""Curves of optimizers on tasks and seeds: kept ones, and the missing ones, which are run."""

import one_core  # first of all

import dataclasses
import multiprocessing
import sys
import time

import parley
import peers
import tasks
from cache import Cache
from protocol import TRIALS, run

FIRST_SEED = {tasks.TUNING: 0, tasks.JUDGING: 1000}


@dataclasses.dataclass(frozen=True)
class Studies:
    """What to run: as many ``seeds`` of each task, to so many ``trials``, with so many ``pending`` at all times.

    With ``cached``, no peer is run, and its kept curves are taken as they are, short ones too.
    """

    tasks: list
    seeds: int
    trials: int = TRIALS
    pending: int = 1
    cached: bool = False
    url: str | None = None
    processes: int = 1

    def curves(self, optimizers):
        """{optimizer: {task name: {seed: Curve}}}."""
        curves = {optimizer: {} for optimizer in optimizers}
        caches = {o: Cache(o, None if self.cached else peers.module(o).VERSION, self.pending)
                  for o in optimizers if not peers.is_parley(o)}
        jobs = []
        for optimizer in optimizers:
            for task in self.tasks:
                for seed in range(FIRST_SEED[task.half], FIRST_SEED[task.half] + self.seeds):
                    kept = optimizer in caches and caches[optimizer].find(task, seed, 0 if self.cached else self.trials)
                    if kept:
                        curves[optimizer].setdefault(task.name, {})[seed] = kept
                    elif optimizer not in caches or not self.cached:
                        jobs.append((optimizer, task.name, seed))
        self._run(jobs, curves, caches)
        return curves

    def _run(self, jobs, curves, caches):
        start = saved = time.monotonic()
        for done, (optimizer, name, seed, curve) in enumerate(self._results(jobs), 1):
            curves[optimizer].setdefault(name, {})[seed] = curve
            if optimizer in caches:
                caches[optimizer].keep(tasks.BY_NAME[name], seed, curve)
            if time.monotonic() - saved > 20:
                saved = time.monotonic()
                print(f"{done}/{len(jobs)} studies, {saved - start:.0f} s: {optimizer} {name}", file=sys.stderr)
                _save(caches)
        _save(caches)

    def _results(self, jobs):
        class_path = parley.build() if any(o.startswith("parley:") for o, *_ in jobs) else None
        calls = [(*job, self.trials, self.pending, class_path, self.url) for job in jobs]
        if self.processes == 1:
            yield from map(_study, calls)
        else:
            with multiprocessing.get_context("spawn").Pool(self.processes) as pool:
                yield from pool.imap_unordered(_study, calls, chunksize=4)


def _study(call):
    """One curve; runs in any process."""
    optimizer, name, seed, trials, pending, class_path, url = call
    task = tasks.BY_NAME[name]
    if optimizer.startswith("parley:"):
        peer = parley.InProcess(optimizer.removeprefix("parley:"), task.space, seed, class_path)
    elif optimizer.startswith("parley-http:"):
        peer = parley.OverHttp(optimizer.removeprefix("parley-http:"), task.space, seed, url)
    else:
        peer = peers.create(optimizer, task.space, seed)
    return optimizer, name, seed, run(peer, task, seed, trials, pending)


def _save(caches):
    for cache in caches.values():
        cache.save()
