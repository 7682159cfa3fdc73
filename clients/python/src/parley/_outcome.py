"""How a trial ended, as it is told."""

from __future__ import annotations

import json
import math
import sys
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, SupportsFloat, TypeAlias

REASON_LENGTH = 10_000


class Scores:
    """The scores of folds or repeats in place of a value: their mean counts, and how sure it is."""

    def __init__(self, scores: Sequence[SupportsFloat]) -> None:
        self.scores = [float(score) for score in scores]


@dataclass(frozen=True)
class Estimate:
    """A value and its standard error."""

    value: float
    standard_error: float


#: What an objective may say of one metric.
Measured: TypeAlias = SupportsFloat | Scores | Estimate

#: What an objective may return.
Returned: TypeAlias = Measured | Sequence[Measured] | Mapping[str, Measured]


@dataclass
class Outcome:
    """The body of a tell, but for the lease."""

    state: str
    reason: str | None = None
    values: dict[str, float] = field(default_factory=dict)
    standard_errors: dict[str, float] = field(default_factory=dict)
    scores: dict[str, list[float]] = field(default_factory=dict)
    step: int | None = None

    def fields(self) -> dict[str, Any]:
        every = {
            "state": self.state,
            "reason": self.reason,
            "values": self.values or None,
            "standard_errors": self.standard_errors or None,
            "scores": self.scores or None,
            "step": self.step,
        }
        return {name: value for name, value in every.items() if value is not None}


def completed(returned: Any, objectives: Sequence[str]) -> Outcome:
    """The outcome of an objective that returned; raises TypeError or ValueError where that is no result."""
    outcome = Outcome("complete")
    for name, measured in _named(returned, objectives).items():
        if isinstance(measured, Scores):
            outcome.scores[name] = measured.scores
        elif isinstance(measured, Estimate):
            outcome.values[name] = float(measured.value)
            outcome.standard_errors[name] = float(measured.standard_error)
        else:
            outcome.values[name] = number(measured, name)
    return outcome


def failed(error: BaseException) -> Outcome:
    """The outcome of an objective that raised: what, and the end of where."""
    text = "".join(traceback.format_exception_only(type(error), error)).strip()
    where = "".join(traceback.format_tb(error.__traceback__))
    return Outcome("failed", reason=clipped(text, where))


def clipped(text: str, end: str = "") -> str:
    """A reason as long as may be: the beginning of a text, then the end of another."""
    begin = text[: REASON_LENGTH // 2].replace("\0", "�")
    room = REASON_LENGTH - len(begin) - 1
    return (begin + "\n" + end[-room:].replace("\0", "�")).strip() if end else begin


def number(value: Any, name: str) -> float:
    """A metric as a float; also NumPy's numbers and tensors of one element."""
    if isinstance(value, str | bytes | bool) or value is None:
        raise TypeError(f"{name} must be a number, not {value!r}")
    try:
        return float(value)
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be a number, not {value!r}") from None


def attribute(value: Any) -> Any:
    """A copy as JSON can say it: NumPy's numbers and arrays as numbers and lists, NaN and what else it cannot say as text."""

    def said(other: Any) -> Any:
        return other.tolist() if hasattr(other, "tolist") else str(other)

    return json.loads(json.dumps(value, default=said), parse_constant=str)


def constraint(value: SupportsFloat, name: str) -> float:
    """A constraint as a finite number; raises ValueError for NaN, of which nobody knows whether it satisfies."""
    number = float(value)
    if math.isnan(number):
        raise ValueError(f"the constraint {name} must be a number, not NaN")
    return max(-sys.float_info.max, min(number, sys.float_info.max))


def _named(returned: Any, objectives: Sequence[str]) -> dict[str, Any]:
    wanted = ", ".join(objectives)
    if returned is None:
        raise TypeError(f"the objective returned None in place of {wanted}")
    if isinstance(returned, Mapping):
        if set(returned) != set(objectives):
            raise ValueError(f"the objective returned {', '.join(map(str, returned))} in place of {wanted}")
        return dict(returned)
    if isinstance(returned, Sequence) and not isinstance(returned, str | bytes):
        if len(returned) != len(objectives):
            hint = " (for the scores of one metric, return parley.Scores(...))" if len(objectives) == 1 else ""
            raise ValueError(f"the objective returned {len(returned)} values in place of {wanted}{hint}")
        return dict(zip(objectives, returned, strict=True))
    if len(objectives) != 1:
        raise TypeError(f"the objective returned one value in place of {wanted}")
    return {objectives[0]: returned}
