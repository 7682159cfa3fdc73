"""A study: what it is, what its trials came to, and asking, telling and optimizing."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote

from parley import _outcome, _slot, api
from parley import space as spaces
from parley._heartbeats import Heartbeats
from parley._optimization import Optimization
from parley._outcome import Outcome
from parley.errors import Conflict, LeaseLost, ParleyError, translated
from parley.trial import Params, Report, Trial, TrialRecord

if TYPE_CHECKING:
    import pandas

    from parley.client import Client

log = logging.getLogger("parley")

#: What `optimize` calls: it evaluates a trial and returns its result.
Objective: TypeAlias = Callable[[Trial], _outcome.Returned]

#: What `optimize` calls after each trial, with what was recorded.
Callback: TypeAlias = Callable[["Study", TrialRecord], None]


class Study:
    """A study of the service. Properties that can change are read anew each time."""

    def __init__(self, client: Client, document: Mapping[str, Any]) -> None:
        self.client = client
        self._document = dict(document)
        self.name: str = document["name"]
        #: The objectives' names and directions, in their order.
        self.objectives: dict[str, str] = {o["name"]: o["direction"] for o in document["objectives"]}
        self.space: list[spaces.Parameter] = [spaces.parameter(p) for p in document.get("space", [])]
        self._names = frozenset(p.name for p in self.space)
        self._floats = frozenset(p.name for p in self.space if isinstance(p, spaces.Float))
        self._heartbeats = Heartbeats(float(document["lease"]["seconds"]))
        self._stopped: list[Optimization] = []

    def __repr__(self) -> str:
        return f"Study({self.name!r}, {self.client!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Study, (self.client, self._document)

    # --- Optimizing ---

    def optimize(
        self,
        objective: Objective,
        trials: int | None = None,
        *,
        workers: int = 1,
        timeout: float | None = None,
        catch: type[Exception] | tuple[type[Exception], ...] = (),
        callbacks: Collection[Callback] = (),
        progress: bool = True,
        worker: str | None = None,
        fixed: Mapping[str, Any] | None = None,
    ) -> None:
        """Evaluates trials until so many are done, the time in seconds is over, or the study is completed.

        The objective returns its metric; for several objectives a tuple in their order, or a mapping by name. It may raise
        Pruned, Infeasible or Failed; any other exception fails the trial, and is raised here after the other workers have ended
        theirs, unless `catch` names its type. Several workers are threads of this process, and as many processes as you
        like may do the same; they share the study.

        A process that was killed goes on where it was: started again on the same machine, it evaluates first what it was
        evaluating (`trial.last_report` says how far it was). Where the machine is not the same each time, give `worker`, a
        name that no other running process has.
        """
        if trials is not None and trials < 0:
            raise ValueError(f"trials={trials} must not be negative")
        if workers < 1:
            raise ValueError(f"workers={workers} must be positive")
        run = Optimization(self, objective, trials=trials, workers=workers, timeout=timeout, catch=catch, callbacks=callbacks)
        self._stopped.append(run)
        try:
            run.run(worker=worker, fixed=dict(fixed) if fixed else None, progress=progress)
        finally:
            self._stopped.remove(run)

    def stop(self) -> None:
        """Lets `optimize` begin no more trials; from a callback, an objective or another thread."""
        for run in self._stopped:
            run.stop()

    def ask(self, *, worker: str | None = None, fixed: Mapping[str, Any] | None = None) -> Trial | None:
        """A trial to evaluate, whose lease is renewed until it is told or let go; None where there is none at the moment."""
        answer = self._ask(worker=worker or _slot.worker_name(), fixed=dict(fixed) if fixed else None)
        trials = [Trial(self, handed_out) for handed_out in answer.trials]
        for trial in trials:
            self._heartbeats.add(trial)
        return trials[0] if trials else None

    def tell(
        self,
        trial: Trial,
        result: _outcome.Returned | None = None,
        *,
        state: str = "complete",
        reason: str | None = None,
    ) -> TrialRecord:
        """Tells what a trial came to: a result as an objective returns it, or `pruned`, `infeasible` or `failed`.

        Raises Conflict where another result was told before, or the trial was taken back.
        """
        told = _outcome.completed(result, list(self.objectives)) if state == "complete" else Outcome(state, reason)
        return self._tell(trial, told)

    def release(self, trial: Trial) -> None:
        """Gives a trial back, unfinished, for anybody to take; that costs it no attempt."""
        self._heartbeats.remove(trial)
        try:
            with translated():
                self.client._trials.release(self.name, trial.number, api.ReleaseRequest(lease=trial._lease))
        except Conflict:  # it was taken back, or this is the second time
            log.debug("trial %d was not this worker's any more", trial.number)
        trial._lost.set()

    def enqueue(self, *configurations: Mapping[str, Any]) -> None:
        """Has configurations tried before any suggestion; a parameter with a default may be left out."""
        self.add_trials([{"state": "queued", "configuration": dict(c)} for c in configurations])

    def add_trials(self, trials: Sequence[Mapping[str, Any]]) -> None:
        """Adds trials, queued or finished ones, in the form that the API has (`POST …/trials`)."""
        for begin in range(0, len(trials), 5_000):
            body = {"trials": list(trials[begin : begin + 5_000])}
            self._call("POST", "/trials", body, key=str(uuid.uuid4()))

    # --- Results ---

    @property
    def best(self) -> TrialRecord | list[TrialRecord]:
        """The best trial; with several objectives, the front: all trials that no other dominates."""
        return self.best_trial if len(self.objectives) == 1 else self.front

    @property
    def best_trial(self) -> TrialRecord:
        """The trial with the best value told; raises ParleyError while there is none."""
        if len(self.objectives) > 1:
            raise ParleyError(f"{self.name} has several objectives, so there is no single best trial: see front")
        with translated():
            found = self.client._results.get_best(self.name).trial
        if found is None:
            raise ParleyError(f"{self.name} has no complete and feasible trial yet")
        return self._recorded(found)

    @property
    def best_value(self) -> float:
        """The best value told."""
        return self.best_trial.values[self._objective()]

    @property
    def best_params(self) -> Params:
        """The configuration with the best value told."""
        return self.best_trial.params

    @property
    def front(self) -> list[TrialRecord]:
        """The trials that no other dominates, by number."""
        if len(self.objectives) == 1:
            return [self.best_trial]
        found: list[TrialRecord] = []
        token: str | None = None
        while True:
            with translated():
                page = self.client._results.get_best(self.name, page_size=1000, page_token=token)
            found += [self._recorded(trial) for trial in page.front or []]
            token = page.next_page_token
            if token is None:
                return found

    @property
    def trials(self) -> list[TrialRecord]:
        """All trials by number."""
        return list(self.iterate())

    def iterate(self, *, state: str | Sequence[str] | None = None, worker: str | None = None) -> Iterator[TrialRecord]:
        """Trials by number, a page at a time; only those in some states, or that a worker had last."""
        states = [state] if isinstance(state, str) else state
        wanted = None if states is None else [api.TrialState(word) for word in states]
        token: str | None = None
        while True:
            with translated():
                page = self.client._trials.list_trials(self.name, state=wanted, worker=worker, page_size=500, page_token=token)
            yield from (self._recorded(trial) for trial in page.trials)
            token = page.next_page_token
            if token is None:
                return

    def trial(self, number: int) -> TrialRecord:
        """What is recorded of one trial."""
        with translated():
            return self._recorded(self.client._trials.get_trial(self.name, number))

    def importance(self, objective: str | None = None) -> dict[str, float]:
        """How much of an objective's variation each parameter explains, the most important first."""
        with translated():
            found = self.client._analysis.get_importance(self.name, objective=objective)
        shares = {entry.name: float(entry.importance) for entry in found.parameters}
        return dict(sorted(shares.items(), key=lambda entry: -entry[1]))

    def dataframe(self) -> pandas.DataFrame:
        """A row for each trial: number, state, the objectives, `params_…`, `attributes_…` and times; needs pandas."""
        from parley._dataframe import dataframe

        return dataframe(self)

    @property
    def document(self) -> dict[str, Any]:
        """Everything that the service says of the study, progress and limits included."""
        self._document = self._call("GET")
        return self._document

    @property
    def state(self) -> str:
        """`active`, `paused` or `completed`."""
        return str(self.document["state"])

    @property
    def url(self) -> str:
        """The study's page in a browser."""
        return f"{self.client.url}/?study={quote(self.name, safe='')}"

    # --- State ---

    def pause(self) -> None:
        """Hands out no trials until `resume`."""
        self._call("POST", "/pause")

    def resume(self) -> None:
        """Hands out trials again."""
        self._call("POST", "/resume")

    def complete(self) -> None:
        """Ends the study: workers stop."""
        self._call("POST", "/complete")

    def delete(self) -> None:
        """Removes the study and all its trials for good."""
        self.client.delete_study(self.name)

    # --- What trials and optimizations need ---

    def _call(self, method: str, path: str = "", body: Any = None, key: str | None = None) -> Any:
        return self.client.call(method, f"/studies/{quote(self.name, safe='')}{path}", body, key=key)

    def _objective(self) -> str:
        if len(self.objectives) > 1:
            raise ParleyError(f"{self.name} has several objectives: name the metric, as in {{'loss': 0.4}}")
        return next(iter(self.objectives))

    def _params(self, configuration: Mapping[str, Any]) -> Params:
        values = {name: float(v) if name in self._floats else v for name, v in configuration.items()}
        return Params(values, self._names - values.keys())

    def _recorded(self, trial: api.Trial) -> TrialRecord:
        return TrialRecord.of(trial, self._params(trial.configuration))

    def _ask(
        self,
        *,
        worker: str,
        count: int = 1,
        resume: bool = False,
        fixed: dict[str, Any] | None = None,
        key: str | None = None,
    ) -> api.AskResponse:
        request = api.AskRequest(worker=worker, count=count, resume=resume or None, fixed=fixed)
        with translated():
            return self.client._trials.ask(self.name, ask_request=request, idempotency_key=key or str(uuid.uuid4()))

    def _tell(self, trial: Trial, outcome: Outcome) -> TrialRecord:
        more: dict[str, Any] = {"attributes": trial._attributes or None, "constraints": trial._constraints or None}
        try:
            with translated():
                request = api.TellRequest(lease=trial._lease, **more, **outcome.fields())
                told = self._recorded(self.client._trials.tell(self.name, trial.number, request))
        except Conflict:
            self._heartbeats.remove(trial)
            raise
        self._heartbeats.remove(trial)  # but one that was refused is still this worker's
        return told

    def _report(self, trial: Trial, step: int, values: dict[str, float]) -> bool:
        try:
            with translated():
                request = api.ReportRequest(lease=trial._lease, step=step, values=values)
                answer = self.client._trials.report(self.name, trial.number, request)
        except Conflict as refused:
            trial._lost.set()
            raise LeaseLost(str(refused)) from None
        self._heartbeats.renewed(trial)
        return bool(answer.should_prune)

    def _heartbeat(self, trial: Trial, timeout: float) -> None:
        request = api.HeartbeatRequest(lease=trial._lease)
        with translated():
            self.client._trials.heartbeat(self.name, trial.number, request, _request_timeout=timeout)

    def _last_report(self, number: int) -> Report | None:
        last: Report | None = None
        token: str | None = None
        while True:
            with translated():
                page = self.client._trials.list_measurements(self.name, number, page_size=1000, page_token=token)
            for measurement in page.measurements:
                if last is None or measurement.step >= last.step:
                    last = Report(measurement.step, dict(measurement.values))
            token = page.next_page_token
            if token is None:
                return last
