"""A program's arguments with placeholders for a trial's values."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from parley.errors import ParleyError

#: Placeholders that are no parameters.
RESERVED = ("trial", "study", "result")

# A name in double braces, which means itself, or a placeholder. Other braces are the program's, as in JSON.
_PLACEHOLDER = re.compile(r"\{(\{[^{}\s\"':,]+\})\}|\{([^{}\s\"':,]+)\}")


def check(arguments: Sequence[str], names: Collection[str]) -> None:
    """Raises where a placeholder is neither a parameter nor one of ours."""
    for argument in arguments:
        for name in _named(argument):
            if name not in names and name not in RESERVED:
                raise ParleyError(
                    f"{{{name}}} in {argument!r} is no parameter: there are {', '.join([*names, *RESERVED])}."
                    f" Braces that mean themselves are doubled: {{{{{name}}}}}"
                )


def filled(arguments: Sequence[str], values: Mapping[str, Any]) -> list[str]:
    """The arguments of one trial.

    What has a placeholder of a parameter that is not active is left out; and where it is nothing but that placeholder, the
    option in front of it too: of `--momentum {momentum}` nothing stays.
    """
    result: list[str] = []
    for position, argument in enumerate(arguments):
        named = _named(argument)
        if all(name in values for name in named):
            result.append(_PLACEHOLDER.sub(lambda found: _text(found, values), argument))
            continue
        before = arguments[position - 1] if position else ""
        alone = len(named) == 1 and argument == f"{{{named[0]}}}"
        if alone and result and before.startswith("-") and "=" not in before and not _named(before):
            result.pop()
    return result


def word(value: Any) -> str:
    """A value as a program reads it: texts as they are, all else as JSON writes it."""
    return value if isinstance(value, str) else json.dumps(value)


def variable(name: str) -> str:
    """The environment variable of a parameter: PARLEY_LR of lr."""
    return "PARLEY_" + re.sub(r"\W", "_", name, flags=re.ASCII).upper()


def _named(argument: str) -> list[str]:
    return [found[2] for found in _PLACEHOLDER.finditer(argument) if found[2]]


def _text(found: re.Match[str], values: Mapping[str, Any]) -> str:
    return found[1] or word(values[found[2]])
