"""Parameters in words of a command line: `lr=float(1e-5, 0.1, log)`."""

from __future__ import annotations

import json
import re
from typing import Any

from parley.errors import ParleyError
from parley.space import Categorical, Float, Int, Ordinal, Parameter

_FORM = re.compile(r"(?P<name>[^=\s]+)\s*=\s*(?P<kind>\w+)\((?P<inside>.*)\)\s*(?:when\s+(?P<when>.+))?", re.DOTALL)
_WHEN = re.compile(r"(?P<parent>[^=\s]+)\s*(?:=|\bin\b)\s*(?P<values>.+)")
_HELP = "write it as in 'lr=float(1e-5, 0.1, log)', 'width=int(8, 512)' or 'solver=categorical(adam, sgd)'"


def parameter(text: str) -> Parameter:
    """The parameter that a word of the command line declares.

    `NAME=float(LOW, HIGH[, log][, step=STEP][, default=VALUE])`, `int` alike, `ordinal(VALUE, …)` and
    `categorical(VALUE, …)`; behind it may stand `when PARENT=VALUE[, VALUE…]`.
    """
    found = _FORM.fullmatch(text.strip())
    if found is None:
        raise ParleyError(f"{text!r} is no parameter: {_HELP}")
    name, kind = found["name"], found["kind"]
    words = _split(found["inside"])
    options: dict[str, Any] = {}
    plain: list[str] = []
    for word in words:
        key, equals, value = word.partition("=")
        if equals and key.strip() in ("step", "default"):
            options[key.strip()] = _value(value)
        else:
            plain.append(word)
    if found["when"]:
        options["when"] = _when(found["when"], text)
    if kind in ("float", "int"):
        return _number(text, name, kind, plain, options)
    if "step" in options:
        raise ParleyError(f"{text!r}: only float and int have a step")
    if kind == "ordinal":
        return Ordinal(name, [_value(word) for word in plain], **options)
    if kind in ("categorical", "choice"):
        return Categorical(name, [_value(word) for word in plain], **options)
    raise ParleyError(f"{text!r} has the unknown type {kind!r}: there are float, int, ordinal and categorical")


def _number(text: str, name: str, kind: str, plain: list[str], options: dict[str, Any]) -> Parameter:
    log = "log" in plain[2:]
    numbers = [_value(word) for word in plain if word != "log"]
    if len(numbers) != 2 or not all(isinstance(n, int | float) and not isinstance(n, bool) for n in numbers):
        raise ParleyError(f"{text!r} must have a lowest and a highest number: {_HELP}")
    low, high = numbers
    if kind == "float":
        return Float(name, low, high, log, **options)
    for number in (low, high, options.get("step", 1), options.get("default", 1)):
        if not isinstance(number, int):
            raise ParleyError(f"{text!r}: {number} is not a whole number")
    return Int(name, low, high, log, **options)


def _when(words: str, text: str) -> dict[str, Any]:
    found = _WHEN.fullmatch(words.strip())
    if found is None:
        raise ParleyError(f"{text!r}: the condition is written as in 'when solver=sgd' or 'when solver=sgd, adam'")
    return {found["parent"]: [_value(word) for word in _split(found["values"])]}


def _split(inside: str) -> list[str]:
    """Words between commas; one in double quotes may hold commas itself."""
    return [word.strip() for word in re.findall(r'(?:"(?:\\.|[^"\\])*"|[^,"])+', inside) if word.strip()]


def _value(word: str) -> Any:
    """A number, true, false or a quoted text as JSON has it; any other word is a text."""
    try:
        value = json.loads(word.strip())
    except ValueError:
        return word.strip()
    return value if isinstance(value, str | bool | int | float) else word.strip()
