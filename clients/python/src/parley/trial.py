"""Trials: one that is being evaluated, and what is recorded of all of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, SupportsFloat

from parley import api
from parley._outcome import attribute, constraint, number
from parley.errors import LeaseLost

if TYPE_CHECKING:
    from parley.study import Study


class Params(Mapping[str, Any]):
    """The active parameters of a configuration and their values: `params["lr"]`, `params.lr`, `**params`."""

    def __init__(self, values: Mapping[str, Any], inactive: frozenset[str] = frozenset()) -> None:
        self._values = dict(values)
        self._inactive = inactive

    def __getitem__(self, name: str) -> Any:
        try:
            return self._values[name]
        except KeyError:
            raise KeyError(self._missing(name)) from None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(self._missing(name)) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return repr(self._values)

    def _missing(self, name: str) -> str:
        if name in self._inactive:
            return f"{name} is not active in this configuration: {self._values}"
        return f"the space has no parameter {name!r}: there are {', '.join([*self._values, *sorted(self._inactive)])}"


@dataclass(frozen=True)
class Report:
    """What a trial reported at a step."""

    step: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class TrialRecord:
    """What the service has of a trial, when it was asked."""

    number: int
    state: str
    origin: str
    params: Params
    values: Mapping[str, float]
    attempt: int
    constraints: Mapping[str, float] = field(default_factory=dict)
    attributes: Mapping[str, Any] = field(default_factory=dict)
    standard_errors: Mapping[str, float] = field(default_factory=dict)
    reason: str | None = None
    rationale: str | None = None
    worker: str | None = None
    step: int | None = None
    imported: bool = False
    created_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None

    @property
    def value(self) -> float | None:
        """The value of the only objective; None where there is none yet, or several."""
        return next(iter(self.values.values())) if len(self.values) == 1 else None

    @property
    def duration(self) -> timedelta | None:
        """From when it was handed out last to its end."""
        if self.started_at is None or self.finished_at is None:
            return None
        return self.finished_at - self.started_at

    @staticmethod
    def of(trial: api.Trial, params: Params) -> TrialRecord:
        """What the generated client read."""
        return TrialRecord(
            number=trial.number,
            state=trial.state.value,
            origin=trial.origin.value,
            params=params,
            values=dict(trial.values or {}),
            attempt=trial.attempt,
            constraints=dict(trial.constraints or {}),
            attributes=dict(trial.attributes or {}),
            standard_errors=dict(trial.standard_errors or {}),
            reason=trial.reason,
            rationale=trial.rationale,
            worker=trial.worker,
            step=trial.step,
            imported=bool(trial.imported),
            created_at=trial.created_at,
            started_at=trial.started_at,
            finished_at=trial.finished_at,
        )


class Trial:
    """A trial that was handed out to this process; the argument of objectives."""

    def __init__(self, study: Study, handed_out: api.Trial) -> None:
        self._study = study
        self._lease = str(handed_out.lease)
        self._record = TrialRecord.of(handed_out, study._params(handed_out.configuration))
        self._attributes: dict[str, Any] = {}
        self._constraints: dict[str, float] = {}
        self._prune = False
        self._lost = threading.Event()
        self._last_report: Report | None = None
        self._last_report_known = False

    def __repr__(self) -> str:
        return f"Trial({self.number}, {self.params})"

    def __getitem__(self, name: str) -> Any:
        return self.params[name]

    @property
    def study(self) -> Study:
        """The study that it belongs to."""
        return self._study

    @property
    def number(self) -> int:
        """Its number in the study, from 0."""
        return self._record.number

    @property
    def params(self) -> Params:
        """The active parameters and their values."""
        return self._record.params

    configuration = params

    @property
    def origin(self) -> str:
        """Where its configuration came from: `tpe`, `gp`, `llm`, `queued` and so on."""
        return self._record.origin

    @property
    def attempt(self) -> int:
        """How often it was handed out: above 1 after a lost worker."""
        return self._record.attempt

    @property
    def lost(self) -> bool:
        """Whether the service took it back, so that nothing that is told of it counts but a first complete result."""
        return self._lost.is_set()

    @property
    def last_report(self) -> Report | None:
        """The highest step that was reported, also by an earlier worker: from there on a training may go on."""
        if not self._last_report_known:
            self._last_report = self._study._last_report(self.number)
            self._last_report_known = True
        return self._last_report

    def report(self, value: SupportsFloat | Mapping[str, SupportsFloat], step: int) -> None:
        """Reports what the trial has come to: the only objective's value, or values by metric.

        Raises LeaseLost where the trial is no longer this worker's.
        """
        if self.lost:
            raise LeaseLost(f"trial {self.number} was taken back")
        values = {
            name: number(measured, name)
            for name, measured in (value.items() if isinstance(value, Mapping) else [(self._study._objective(), value)])
        }
        self._prune = self._study._report(self, int(step), values)
        self._last_report, self._last_report_known = Report(int(step), values), True

    def should_prune(self) -> bool:
        """Whether it is not worth finishing, as the study's pruner said of the last report, or was taken back."""
        return self._prune or self.lost

    def set_attribute(self, name: str, value: Any) -> None:
        """Keeps anything beside the result, as JSON can say it now: what has no words there, such as NaN, as text."""
        self._attributes[name] = attribute(value)

    def set_constraint(self, name: str, value: SupportsFloat) -> None:
        """Tells a constraint with the result: satisfied at zero and below. True is 1, and False is 0; NaN is none."""
        self._constraints[name] = constraint(value, name)
