"""The parameters of a search space."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from parley.errors import ParleyError

#: A value of a parameter.
Value: TypeAlias = str | bool | int | float

#: When a parameter is active: its parent's name, and the value or values that the parent must have.
When: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class _Optional:
    default: Any = None
    when: When | None = None

    def _json(self, kind: str, **fields: Any) -> dict[str, Any]:
        document = {"name": getattr(self, "name"), "type": kind, **fields, "default": self.default}  # noqa: B009
        if self.when is not None:
            document["when"] = _condition(self.when)
        return {key: value for key, value in document.items() if value is not None}


@dataclass(frozen=True)
class Float(_Optional):
    """A real number in a closed range, on a log scale if `log`, on a grid from `low` on if there is a `step`."""

    name: str
    low: float
    high: float
    log: bool = False
    step: float | None = None

    def to_json(self) -> dict[str, Any]:
        return self._json("float", low=self.low, high=self.high, step=self.step, scale="log" if self.log else None)


@dataclass(frozen=True)
class Int(_Optional):
    """A whole number in a closed range, on a log scale if `log`, on a grid from `low` on if there is a `step`."""

    name: str
    low: int
    high: int
    log: bool = False
    step: int = 1

    def to_json(self) -> dict[str, Any]:
        step = None if self.step == 1 else self.step
        return self._json("int", low=self.low, high=self.high, step=step, scale="log" if self.log else None)


@dataclass(frozen=True)
class Ordinal(_Optional):
    """One of some values that have an order, such as batch sizes."""

    name: str
    values: Sequence[Value]

    def to_json(self) -> dict[str, Any]:
        return self._json("ordinal", values=list(self.values))


@dataclass(frozen=True)
class Categorical(_Optional):
    """One of some choices without an order: strings, numbers, true or false."""

    name: str
    choices: Sequence[Value]

    def to_json(self) -> dict[str, Any]:
        return self._json("categorical", choices=list(self.choices))


Parameter: TypeAlias = Float | Int | Ordinal | Categorical


def parameter(document: Mapping[str, Any]) -> Parameter:
    """A parameter from its JSON, as the API has it."""
    if not isinstance(document, Mapping):
        raise ParleyError(f"{document!r} is no parameter: it must be an object with a name and a type")
    try:
        name, kind = document["name"], document["type"]
        condition = document.get("when")
        rest: dict[str, Any] = {
            "default": document.get("default"),
            "when": None if condition is None else {condition["parameter"]: list(condition["in"])},
        }
        log, step = document.get("scale") == "log", document.get("step")
        if kind == "float":
            return Float(name, document["low"], document["high"], log, step, **rest)
        if kind == "int":
            return Int(name, document["low"], document["high"], log, step or 1, **rest)
        if kind == "ordinal":
            return Ordinal(name, document["values"], **rest)
        if kind == "categorical":
            return Categorical(name, document["choices"], **rest)
    except KeyError as missing:
        raise ParleyError(f"{dict(document)} is no parameter: {missing} is missing") from None
    except TypeError as fault:
        raise ParleyError(f"{dict(document)} is no parameter: {fault}") from None
    raise ParleyError(f"{name!r} has the unknown type {kind!r}: there are float, int, ordinal and categorical")


def to_json(space: Sequence[Parameter | Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A space as the API has it; parameters may be written as such JSON already."""
    return [dict(entry) if isinstance(entry, Mapping) else entry.to_json() for entry in space]


def _condition(when: When) -> dict[str, Any]:
    if set(when) == {"parameter", "in"}:
        return dict(when)
    if len(when) != 1:
        raise ParleyError(f"when={dict(when)} must name one parameter, as in when={{'solver': 'sgd'}}")
    parent, values = next(iter(when.items()))
    several = isinstance(values, Sequence | set | frozenset) and not isinstance(values, str)
    return {"parameter": parent, "in": list(values) if several else [values]}
