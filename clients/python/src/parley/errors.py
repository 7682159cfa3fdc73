"""What can go wrong, and how an objective ends a trial early."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from urllib3.exceptions import HTTPError

from parley.api.exceptions import ApiException, OpenApiException


class ParleyError(Exception):
    """Anything that this package raises by itself."""


class Unreachable(ParleyError, ConnectionError):
    """The service gave no answer, however often it was asked."""


class Problem(ParleyError):
    """The service refused a request.

    `type` is the stable word of docs/problems.md, `errors` lists the places at fault.
    """

    def __init__(self, status: int, document: dict[str, Any]) -> None:
        self.status = status
        self.type = str(document.get("type", "")).rsplit("/", 1)[-1] or "unknown"
        self.title = str(document.get("title", f"HTTP status {status}"))
        self.detail = str(document.get("detail") or self.title)
        self.errors: list[dict[str, Any]] = list(document.get("errors") or [])
        self.document = document
        super().__init__(self._text())

    def _text(self) -> str:
        places = [(e.get("pointer") or e.get("parameter") or "", str(e.get("detail", ""))) for e in self.errors]
        if len(places) == 1 and places[0][1] == self.detail:
            return f"{self.detail} (at {places[0][0]})"
        return "\n".join([self.detail, *(f"  {place}: {detail}" for place, detail in places)])


class NotFound(Problem):
    """There is no such study or trial."""


class StudyExists(Problem):
    """The study exists with another definition, or at all where it must not."""


class Conflict(Problem):
    """The study or trial has moved on: another result was told, or its state does not allow this."""


class LeaseLost(ParleyError):
    """The trial is no longer this worker's: its lease ran out, or it was cancelled.

    Let it pass through the objective: there is nothing to be told of the trial any more.
    """


class Pruned(Exception):
    """Raise it in an objective to end a trial that is not worth finishing."""


class Infeasible(Exception):
    """Raise it in an objective where nothing can be measured at this configuration; the message is kept."""


class Failed(Exception):
    """Raise it in an objective where an evaluation failed for a reason that says nothing of the others.

    The trial has failed then, with the message as its reason, and the optimization goes on.
    """


TrialPruned = Pruned

_BY_TYPE: dict[str, type[Problem]] = {
    "study-exists": StudyExists,
    "lease-lost": Conflict,
    "lease-mismatch": Conflict,
    "already-told": Conflict,
    "wrong-state": Conflict,
}


def problem(status: int, body: str | bytes | None) -> Problem:
    """The problem that an answer states; what is no problem document still gives one."""
    try:
        document = json.loads(body or "{}")
        if not isinstance(document, dict):
            raise ValueError
    except ValueError:
        text = body.decode(errors="replace") if isinstance(body, bytes) else str(body)
        document = {"detail": f"HTTP status {status}, and not from Parley: {text[:200]}"}
    kind = str(document.get("type", "")).rsplit("/", 1)[-1]
    default = NotFound if status == 404 else Problem
    return _BY_TYPE.get(kind, default)(status, document)


@contextmanager
def translated() -> Iterator[None]:
    """Turns what the generated client raises into this package's errors."""
    try:
        yield
    except ApiException as error:
        if not error.status:
            raise Unreachable(str(error.reason)) from None
        raise problem(error.status, error.body) from None
    except HTTPError as error:
        raise Unreachable(str(error)) from error
    except OpenApiException as error:
        raise ParleyError(str(error)) from error
    except ValueError as error:  # of pydantic: an argument or an answer that is not what the API document says
        raise ParleyError(str(error)) from error
