"""One call of `Study.optimize`: workers that ask, evaluate and tell."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections import deque
from collections.abc import Collection
from contextlib import AbstractContextManager
from contextvars import copy_context
from typing import TYPE_CHECKING, Any

from parley import _http, _outcome
from parley._outcome import Outcome
from parley._progress import Best, Progress, Silent, progress
from parley._slot import Slot
from parley.errors import Conflict, Failed, Infeasible, LeaseLost, ParleyError, Problem, Pruned
from parley.trial import Trial, TrialRecord

if TYPE_CHECKING:
    from parley.study import Callback, Objective, Study

log = logging.getLogger("parley")

# How long an interrupted optimization waits for requests that are on their way, and tries to release its trials.
FAREWELL = 10.0

# Answers to a tell that mean: not these values, not these attributes, or not so many.
UNACCEPTABLE = frozenset({400, 413, 422})


def _farewell() -> AbstractContextManager[None]:
    """How patient the last requests are, also where packets are dropped."""
    return _http.patience(FAREWELL / 2, timeout=FAREWELL / 2)


class Optimization:
    """Workers that share a number of trials, a deadline and the process's place at the study."""

    def __init__(
        self,
        study: Study,
        objective: Objective,
        *,
        trials: int | None,
        workers: int,
        timeout: float | None,
        catch: type[Exception] | tuple[type[Exception], ...],
        callbacks: Collection[Callback],
    ) -> None:
        self._study = study
        self._objective = objective
        self._left = trials
        self._trials = trials
        self._workers = workers
        self._deadline = None if timeout is None else time.monotonic() + timeout
        self._catch = catch
        self._callbacks = list(callbacks)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._abandoned = threading.Event()
        self._asking = 0
        self._asked = threading.Condition(self._lock)
        self._backlog: deque[Trial] = deque()
        self._running: set[Trial] = set()
        self._error: BaseException | None = None
        self._best = Best(study.objectives)
        self._progress: Progress = Silent()
        self._worker = ""
        self._fixed: dict[str, Any] | None = None

    def stop(self) -> None:
        """Begins no more trials."""
        self._stop.set()

    def run(self, *, worker: str | None, fixed: dict[str, Any] | None, progress: bool) -> None:
        """Runs until it is over; raises what an objective raised."""
        slot = Slot(worker, self._study.name)
        self._worker, self._fixed = slot.name, fixed
        try:
            with _http.patience(self._study.client._settings[1], self._abandoned):
                self._resume(slot)
                self._progress = self._shown(progress)
                self._run_workers()
        except BaseException:
            self._abandon()
            raise
        finally:
            self._progress.close()
            slot.release()
        for trial in self._backlog:  # resumed, but more than were wanted
            self._study.release(trial)
        if self._error is not None:
            raise self._error

    def _shown(self, wanted: bool) -> Progress:
        total = self._trials
        if wanted:
            limit = (self._study._document.get("limits") or {}).get("trials")
            if total is None and limit is not None:
                done = self._study._document["progress"]["trials"]
                finished = sum(done.get(state, 0) for state in ("complete", "pruned", "infeasible", "failed"))
                total = max(0, limit - finished)
        return progress(self._study.name, total, wanted)

    def _resume(self, slot: Slot) -> None:
        """Takes over the trials that a process of this name was evaluating when it ended."""
        if not slot.resumable:
            return
        count = sum(1 for _ in self._study.iterate(state="running", worker=slot.name))
        if count:
            answer = self._study._ask(worker=slot.name, count=min(count, 1000), resume=True, key=str(uuid.uuid4()))
            for handed_out in answer.trials:
                self._backlog.append(self._kept(Trial(self._study, handed_out)))
            log.info("%s goes on with trials %s", slot.name, [trial.number for trial in self._backlog])

    # --- Workers ---

    def _run_workers(self) -> None:
        if self._workers == 1:
            self._work()
            return
        # The context holds the patience of this run.
        threads = [
            threading.Thread(target=copy_context().run, args=(self._work_in_thread,), name=f"parley-{n}", daemon=True)
            for n in range(self._workers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive():
                thread.join(0.5)  # with no time limit, Ctrl-C would not be heard on Windows

    def _work_in_thread(self) -> None:
        try:
            self._work()
        except BaseException as error:
            self._fail(error)

    def _work(self) -> None:
        try:
            while (trial := self._next()) is not None:
                self._evaluate(trial)
        except Exception as error:  # of the service, or of a callback
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        with self._lock:
            self._error = self._error or error
        self._stop.set()

    def _next(self) -> Trial | None:
        """The next trial for a worker, waited for; None where it is to end."""
        while self._take_turn():
            with self._lock:
                if self._backlog:
                    return self._backlog.popleft()
            trial, pause = self._ask()
            if trial is not None:
                return trial
            with self._lock:
                self._left = None if self._left is None else self._left + 1
            if pause is None:
                self._stop.set()
            else:
                left = pause if self._deadline is None else min(pause, self._deadline - time.monotonic())
                self._stop.wait(max(0.0, left))
        return None

    def _take_turn(self) -> bool:
        if self._stop.is_set() or (self._deadline is not None and time.monotonic() >= self._deadline):
            return False
        with self._lock:
            if self._left == 0:
                return False
            self._left = None if self._left is None else self._left - 1
        return True

    def _ask(self) -> tuple[Trial | None, float | None]:
        """A trial; or, with none, in how many seconds to ask again, None where the study is completed."""
        key = str(uuid.uuid4())
        with self._lock:
            if self._abandoned.is_set():
                return None, 0.0
            self._asking += 1
        try:
            answer = self._study._ask(worker=self._worker, fixed=self._fixed, key=key)
            trials = [self._kept(Trial(self._study, handed_out)) for handed_out in answer.trials]
        except KeyboardInterrupt:
            self._release_asked(key)
            raise
        finally:
            with self._asked:
                self._asking -= 1
                self._asked.notify_all()
        if trials:
            return trials[0], None
        if answer.study.state.value == "completed":
            return None, None
        return None, float(answer.study.retry_after_seconds or 1)

    def _kept(self, trial: Trial) -> Trial:
        with self._lock:
            self._running.add(trial)
        self._study._heartbeats.add(trial)
        return trial

    # --- A trial ---

    def _evaluate(self, trial: Trial) -> None:
        record: TrialRecord | None = None
        try:
            outcome = self._outcome(trial)
            if self._abandoned.is_set():
                self._release(trial)  # its ask may have been answered after the others were given back
                return
            if outcome is not None:
                record = self._tell(trial, outcome)
            else:
                log.warning("trial %d was taken back before it ended", trial.number)
        except BaseException:  # Ctrl-C here, an objective that wants to exit, or a service that does not hear
            self._release(trial)
            raise
        self._study._heartbeats.remove(trial)
        with self._lock:
            self._running.discard(trial)
        self._progress.advance(self._best.note(record))
        if record is not None:
            for callback in self._callbacks:
                callback(self._study, record)

    def _outcome(self, trial: Trial) -> Outcome | None:
        """What the objective came to; None where there is nothing to tell since the trial was taken back."""
        if self._abandoned.is_set():
            return None
        try:
            return _outcome.completed(self._objective(trial), list(self._study.objectives))
        except Pruned:
            return Outcome("pruned") if not trial.lost else None
        except Infeasible as error:
            return Outcome("infeasible", reason=_outcome.clipped(str(error)) or None)
        except Failed as error:
            return Outcome("failed", reason=_outcome.clipped(str(error)) or None)
        except LeaseLost:
            return None
        except Exception as error:
            if not isinstance(error, self._catch):
                self._fail(error)
            else:
                log.warning("trial %d failed: %r", trial.number, error)
            return _outcome.failed(error)

    def _tell(self, trial: Trial, outcome: Outcome) -> TrialRecord | None:
        """Tells an outcome; of one that is refused what the service takes: no attributes, or else a failure that says why."""
        try:
            return self._study._tell(trial, outcome)
        except Conflict as refused:
            log.warning("the result of trial %d was not taken: %s", trial.number, refused)
            return None
        except ParleyError as fault:
            log.error("trial %d could not be told: %s. It is %s, with %s", trial.number, fault, outcome, trial._attributes)
            if not (isinstance(fault, Problem) and fault.status in UNACCEPTABLE):
                raise
            if trial._attributes:
                trial._attributes = {}
                return self._tell(trial, outcome)
            if outcome.state == "failed":
                raise
            if not isinstance(fault, self._catch):
                self._fail(fault)
            trial._constraints = {}
            return self._tell(trial, Outcome("failed", reason=_outcome.clipped(f"the result was refused: {fault}")))

    # --- The end before the end ---

    def _abandon(self) -> None:
        """Leaves nothing leased: lets every trial end, waits for asks on their way, then gives all back at once."""
        self._stop.set()
        with self._asked:
            self._abandoned.set()
            for trial in self._running:
                trial._lost.set()
            self._asked.wait_for(lambda: self._asking == 0, timeout=FAREWELL)
            trials = list(self._running)
            self._backlog.clear()
        threads = [threading.Thread(target=self._release, args=(trial,), daemon=True) for trial in trials]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _release(self, trial: Trial) -> None:
        trial._lost.set()
        try:
            with _farewell():
                self._study.release(trial)
        except ParleyError as error:
            log.warning("trial %d could not be given back: %s", trial.number, error)
        with self._lock:  # not before: until then the end has to wait for it
            self._running.discard(trial)

    def _release_asked(self, key: str) -> None:
        """An ask was interrupted: the same once more says what it handed out, if anything."""
        try:
            with _farewell():
                answer = self._study._ask(worker=self._worker, fixed=self._fixed, key=key)
        except ParleyError as error:
            log.warning("what was asked for could not be given back: %s", error)
            return
        for handed_out in answer.trials:
            self._kept(Trial(self._study, handed_out))
