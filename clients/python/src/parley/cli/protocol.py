"""What a program says on its standard output: reports on the way, and its result."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from parley.errors import Failed, Infeasible

# The highest step that the service takes: the last whole number that any JSON can say.
HIGHEST = 2**53 - 1

_MARK = re.compile(r"parley:\s*(.*)", re.DOTALL)
_PAIR = re.compile(r"([^\s=]+)=(\S+)")


class Unreadable(Failed):
    """A program's words are not what they have to be."""


@dataclass
class Result:
    """A program's result: the objectives' values and what else it said."""

    values: dict[str, float]
    constraints: dict[str, float] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass
class Step:
    """A report on the way."""

    step: int
    values: dict[str, float]


def marked(line: str) -> str | None:
    """What stands behind `parley:` at the beginning of a line."""
    found = _MARK.fullmatch(line.strip())
    return found[1] if found else None


def step(text: str, objectives: Sequence[str]) -> Step:
    """A report: `step=3 loss=0.4`; raises Infeasible for `infeasible REASON`."""
    if text.split(None, 1)[:1] == ["infeasible"]:
        raise Infeasible(text[len("infeasible") :].strip())
    pairs = _pairs(text)
    if pairs is None or "step" not in pairs or len(pairs) < 2:
        raise Unreadable(f"'parley: {text}' must be as in 'parley: step=3 {objectives[0]}=0.4' or 'parley: infeasible REASON'")
    number = _number(pairs.pop("step"), "step")
    if not 0 <= number <= HIGHEST or number != int(number):
        raise Unreadable(f"'parley: {text}': the step must be a whole number from 0 on")
    return Step(int(number), {name: _number(value, name) for name, value in pairs.items()})


def result(text: str, objectives: Sequence[str]) -> Result:
    """A result: a number, `loss=0.4 size=12`, or an object of JSON.

    Names that are no objectives are kept as attributes; an object's `constraints` are constraints.
    """
    text = text.strip()
    wanted = ", ".join(objectives)
    try:
        said = json.loads(text)
    except ValueError:
        said = _bare(text)
    if isinstance(said, int | float) and not isinstance(said, bool):
        if len(objectives) > 1:
            raise Unreadable(f"the result {text!r} is one number in place of {wanted}: write name=value for each")
        return Result({objectives[0]: float(said)})
    if not isinstance(said, dict):
        raise Unreadable(f"the result must be a number, name=value or a JSON object with {wanted}, not {text[:200]!r}")
    missing = [name for name in objectives if name not in said]
    if missing:
        raise Unreadable(f"the result {text[:200]!r} lacks {', '.join(missing)}")
    constraints = said.pop("constraints", {})
    if not isinstance(constraints, dict):
        raise Unreadable(f"constraints must be an object of numbers, not {constraints!r}")
    return Result(
        {name: _number(said.pop(name), name) for name in objectives},
        {name: _constraint(value, name) for name, value in constraints.items()},
        said,
    )


def _bare(text: str) -> Any:
    """What is no JSON: nan and inf as programs print them, or pairs."""
    try:
        number = float(text)
    except ValueError:
        return _pairs(text)
    return number if not math.isfinite(number) else _pairs(text) or number


def _pairs(text: str) -> dict[str, Any] | None:
    words = text.replace(",", " ").split()
    found = [_PAIR.fullmatch(word) for word in words]
    if not found or not all(found):
        return None
    pairs: dict[str, Any] = {}
    for pair in found:
        if pair is not None:
            try:
                pairs[pair[1]] = json.loads(pair[2])
            except ValueError:
                pairs[pair[1]] = pair[2]
    return pairs


def _constraint(value: Any, name: str) -> float:
    number = _number(value, name)
    if math.isnan(number):
        raise Unreadable(f"the constraint {name} must be a number, not NaN")
    return number


def _number(value: Any, name: str) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise Unreadable(f"{name} must be a number, not {value!r}") from None
