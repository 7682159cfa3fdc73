"""Keeps the leases of running trials alive."""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import MutableMapping
from typing import TYPE_CHECKING

from parley import _http
from parley.errors import Conflict, NotFound, ParleyError

if TYPE_CHECKING:
    from parley.trial import Trial

log = logging.getLogger("parley")

# The longest pause between two heartbeats, so that a trial that was cancelled is noticed however long its lease.
LONGEST = 60.0


class Heartbeats:
    """Renews leases at a third of their length, in one thread that lives while trials run.

    What it learns on the way, that a trial was taken back, it sets on the trial. A trial that nobody holds any more, such as
    one of a notebook's cell that is run again, is not kept: nobody can tell it.
    """

    def __init__(self, lease_seconds: float) -> None:
        self._pause = min(lease_seconds / 3, LONGEST)
        self._due: MutableMapping[Trial, float] = weakref.WeakKeyDictionary()
        self._change = threading.Condition()
        self._thread: threading.Thread | None = None

    def add(self, trial: Trial) -> None:
        """Keeps this trial from now on."""
        with self._change:
            self._due[trial] = time.monotonic() + self._pause
            if self._thread is None or not self._thread.is_alive():  # a fork leaves it behind
                self._thread = threading.Thread(target=self._run, name="parley-heartbeats", daemon=True)
                self._thread.start()
            self._change.notify()

    def renewed(self, trial: Trial) -> None:
        """A report renewed the lease just now."""
        with self._change:
            if trial in self._due:
                self._due[trial] = time.monotonic() + self._pause

    def remove(self, trial: Trial) -> None:
        """The trial has ended."""
        with self._change:
            self._due.pop(trial, None)
            self._change.notify()

    def _run(self) -> None:
        with _http.patience(self._pause / 2):
            while True:
                with self._change:
                    trial, left = self._next()
                    if left is None:
                        self._thread = None
                        return
                    if trial is None:
                        self._change.wait(left)
                        continue
                self._beat(trial)

    def _next(self) -> tuple[Trial | None, float | None]:
        """The trial that is due; or none, and in how many seconds one will be, None where there are none left."""
        entries = list(self._due.items())
        if not entries:
            return None, None
        trial, due = min(entries, key=lambda entry: entry[1])
        left = due - time.monotonic()
        return (None, left) if left > 0 else (trial, 0.0)

    def _beat(self, trial: Trial) -> None:
        if trial.lost:
            self.remove(trial)
            return
        try:
            trial.study._heartbeat(trial, timeout=max(1.0, min(15.0, self._pause)))
            self.renewed(trial)
        except (Conflict, NotFound) as refused:
            log.warning("trial %d was taken back: %s", trial.number, refused)
            trial._lost.set()
            self.remove(trial)
        except ParleyError as fault:  # the next may get through before the lease runs out
            log.info("a heartbeat of trial %d failed: %s", trial.number, fault)
            with self._change:
                if trial in self._due:
                    self._due[trial] = time.monotonic() + min(self._pause / 3, 5.0)
