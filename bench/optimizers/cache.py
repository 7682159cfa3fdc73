"""Curves kept between runs: one file for each optimizer, version and number of pending trials, under ``curves/``.

A curve belongs to a task's fingerprint, so that a changed task is run again.
"""

import gzip
import json
import pathlib

import tasks
from protocol import Curve

FOLDER = pathlib.Path(__file__).parent / "curves"


class Cache:
    """An optimizer's kept curves: of one version, or of the last one there is where none is named."""

    def __init__(self, optimizer, version=None, pending=1):
        name = optimizer if pending == 1 else f"{optimizer}-{pending}-pending"
        kept = sorted(FOLDER.glob(f"{name}@*.json.gz"))
        if version is None and not kept:
            raise SystemExit(f"no curves of {name} are kept")
        self.path = kept[-1] if version is None else FOLDER / f"{name}@{version}.json.gz"
        self.content = self._read()
        self.changed = False

    def _read(self):
        return json.loads(gzip.decompress(self.path.read_bytes())) if self.path.exists() else {}

    def find(self, task, seed, trials):
        """The curve of this study if it is long enough, or None."""
        kept = self._seeds(task).get(str(seed))
        if kept is None or kept["trials"] < trials:
            return None
        return Curve(tuple(map(tuple, kept["steps"])), kept["trials"], kept["ms"], kept.get("repeats", 0))

    def _seeds(self, task):
        kept = self.content.get(task.name)
        return kept["seeds"] if kept and kept["task"] == task.fingerprint else {}

    def keep(self, task, seed, curve):
        """Keeps a curve, and drops those of the task as it was before it changed."""
        seeds = self._seeds(task)
        kept = {"steps": curve.steps, "trials": curve.trials, "ms": curve.milliseconds}
        seeds[str(seed)] = kept | ({"repeats": curve.repeats} if curve.repeats else {})
        self.content[task.name] = {"task": task.fingerprint, "seeds": seeds}
        self.changed = True

    def save(self):
        """Writes what is new, beside what another run may have written meanwhile; tasks that are no more leave."""
        if self.changed:
            FOLDER.mkdir(exist_ok=True)
            for name, other in self._read().items():
                own = self.content.setdefault(name, other)
                if own["task"] == other["task"]:
                    own["seeds"] = other["seeds"] | own["seeds"]
            self.content = {name: kept for name, kept in self.content.items() if name in tasks.BY_NAME}
            text = json.dumps(self.content, separators=(",", ":"), sort_keys=True)
            part = self.path.with_suffix(".part")
            part.write_bytes(gzip.compress(text.encode(), mtime=0))
            part.replace(self.path)
            self.changed = False
