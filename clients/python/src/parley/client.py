"""The service: studies are created, loaded and listed here."""

from __future__ import annotations

import json
import os
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, TypedDict, cast
from urllib.parse import quote, urlencode

from parley import _http
from parley.api import AnalysisApi, ResultsApi, TrialsApi
from parley.errors import ParleyError, StudyExists, problem, translated
from parley.space import Parameter, to_json
from parley.study import Study

Direction = Literal["minimize", "maximize"]


class Limits(TypedDict, total=False):
    """When a study is completed; see docs/studies.md."""

    trials: int
    parallel: int
    seconds: int
    target: float
    patience: int


class Lease(TypedDict, total=False):
    """For how long a trial is handed out unless it is heard of, and how often."""

    seconds: int
    attempts: int


class Client:
    """A connection to a service; threads may share it.

    `url` and `key` come from the environment, PARLEY_URL and PARLEY_KEY, where they are not given. A request that is not
    answered within `timeout` seconds, or is told to come later, is repeated for `patience` seconds, if that is harmless; for
    ten at most as long as the service has never answered.
    """

    def __init__(
        self,
        url: str | None = None,
        key: str | None = None,
        *,
        timeout: float = 90.0,
        patience: float = 600.0,
    ) -> None:
        self.url = (url or os.environ.get("PARLEY_URL") or "http://127.0.0.1:8080").rstrip("/")
        self._key = key or os.environ.get("PARLEY_KEY")
        self._settings = (timeout, patience)
        #: The generated client, for `parley.api.WebhooksApi(client.api)` and the like.
        self.api = _http.connect(self.url, self._key, timeout, patience)
        self._rest = cast(_http.Repeating, self.api.rest_client)
        self._analysis = AnalysisApi(self.api)
        self._results = ResultsApi(self.api)
        self._trials = TrialsApi(self.api)

    def __repr__(self) -> str:
        return f"Client({self.url!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _connected, (self.url, self._key, *self._settings)

    def create_study(
        self,
        name: str | None,
        space: Sequence[Parameter | Mapping[str, Any]],
        *,
        minimize: str | Sequence[str] | None = None,
        maximize: str | Sequence[str] | None = None,
        objectives: Mapping[str, Direction] | None = None,
        strategy: str | Mapping[str, Any] | None = None,
        seed: int | None = None,
        pruner: str | Mapping[str, Any] | None = None,
        limits: Limits | None = None,
        lease: Lease | None = None,
        transfer: str | Sequence[str] | Mapping[str, Any] | None = None,
        description: str | None = None,
        labels: Mapping[str, str] | None = None,
        exist_ok: bool = True,
    ) -> Study:
        """Creates a study, or finds the one of this name with the same definition.

        What is optimized is named by `minimize` and `maximize`, or by `objectives` where several are to have another order;
        left out, it is `value`, to be minimized. `strategy` and `pruner` are words, or mappings of the settings that the
        API has, in its spelling or with underscores. Without a name, the service makes one up.

        Raises StudyExists where a study of this name has another definition, or exists at all and `exist_ok` is false.
        """
        goals = _objectives(minimize, maximize, objectives)
        settings = _settings(strategy) or {}
        if seed is not None:
            settings["seed"] = seed
        document = {
            "space": to_json(space),
            "objectives": [{"name": goal, "direction": direction} for goal, direction in goals.items()],
            "strategy": settings or None,
            "pruner": _settings(pruner),
            "limits": limits,
            "lease": lease,
            "transfer": _transfer(transfer),
            "description": description,
            "labels": dict(labels) if labels else None,
        }
        document = {field: value for field, value in document.items() if value is not None}
        if name is not None and exist_ok:
            return Study(self, self.call("PUT", f"/studies/{quote(name, safe='')}", document))
        if name is not None:
            document["name"] = name
        return Study(self, self.call("POST", "/studies", document, key=str(uuid.uuid4())))

    def load_study(self, name: str) -> Study:
        """The study of this name; raises NotFound where there is none."""
        return Study(self, self.call("GET", f"/studies/{quote(name, safe='')}"))

    def studies(self, *, state: str | None = None, labels: Mapping[str, str] | None = None) -> Iterator[Study]:
        """All studies, by name; only those in a state, or with these labels."""
        label = [f"{name}:{value}" for name, value in (labels or {}).items()] or None
        token: str | None = None
        while True:
            page = self.call("GET", "/studies", query={"state": state, "label": label, "pageToken": token})
            yield from (Study(self, document) for document in page["studies"])
            token = page.get("nextPageToken")
            if token is None:
                return

    def delete_study(self, name: str) -> None:
        """Removes a study and all its trials for good."""
        self.call("DELETE", f"/studies/{quote(name, safe='')}")

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """A request below /api/v1 with a JSON body, and the JSON of its answer; raises Problem where it is refused.

        `key` is sent as Idempotency-Key, without which a POST that does something anew each time is not repeated: where its
        answer gets lost, Unreachable is raised, and it may have been done or not.
        """
        answer = self.raw(method, path, body, query=query, key=key, headers=headers)
        return json.loads(answer) if answer else None

    def raw(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> bytes:
        """As `call`, with the answer's bytes; a body of bytes goes out as it is, its Content-Type among the headers."""
        sent = {
            "Content-Type": "application/json",
            "Accept": "application/json, */*;q=0.5",
            **self.api.default_headers,
        }
        if key is not None:
            sent["Idempotency-Key"] = key
        chosen = {name: value for name, value in (query or {}).items() if value is not None}
        url = f"{self.url}/api/v1{path}" + (f"?{urlencode(chosen, doseq=True)}" if chosen else "")
        with translated():
            answer = self._rest.request(method, url, {**sent, **(headers or {})}, body)
        data = cast(bytes, answer.data)
        if not 200 <= answer.status < 300:
            raise problem(answer.status, data)
        return data


def create_study(
    name: str | None,
    space: Sequence[Parameter | Mapping[str, Any]],
    *,
    minimize: str | Sequence[str] | None = None,
    maximize: str | Sequence[str] | None = None,
    objectives: Mapping[str, Direction] | None = None,
    strategy: str | Mapping[str, Any] | None = None,
    seed: int | None = None,
    pruner: str | Mapping[str, Any] | None = None,
    limits: Limits | None = None,
    lease: Lease | None = None,
    transfer: str | Sequence[str] | Mapping[str, Any] | None = None,
    description: str | None = None,
    labels: Mapping[str, str] | None = None,
    exist_ok: bool = True,
    client: Client | None = None,
) -> Study:
    """As `Client.create_study`, at the service of PARLEY_URL."""
    return (client or Client()).create_study(
        name,
        space,
        minimize=minimize,
        maximize=maximize,
        objectives=objectives,
        strategy=strategy,
        seed=seed,
        pruner=pruner,
        limits=limits,
        lease=lease,
        transfer=transfer,
        description=description,
        labels=labels,
        exist_ok=exist_ok,
    )


def load_study(name: str, *, client: Client | None = None) -> Study:
    """As `Client.load_study`, at the service of PARLEY_URL."""
    return (client or Client()).load_study(name)


def _connected(url: str, key: str | None, timeout: float, patience: float) -> Client:
    return Client(url, key, timeout=timeout, patience=patience)


def _objectives(
    minimize: str | Sequence[str] | None,
    maximize: str | Sequence[str] | None,
    objectives: Mapping[str, Direction] | None,
) -> dict[str, str]:
    if objectives is not None and (minimize is not None or maximize is not None):
        raise ParleyError("objectives name every direction: leave out minimize and maximize")
    if objectives is not None:
        return dict(objectives)
    lowest = [minimize] if isinstance(minimize, str) else list(minimize or [])
    highest = [maximize] if isinstance(maximize, str) else list(maximize or [])
    twice = set(lowest) & set(highest)
    if twice:
        raise ParleyError(f"{sorted(twice)[0]!r} cannot be minimized and maximized")
    return dict.fromkeys(lowest, "minimize") | dict.fromkeys(highest, "maximize") or {"value": "minimize"}


def _settings(given: str | Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Settings in the API's spelling: a word is a type, and words joined by underscores are turned into camel case."""
    if given is None:
        return None
    if isinstance(given, str):
        return {"type": given}
    return {
        re.sub(r"_([a-z])", lambda found: found[1].upper(), name): _settings(value) if isinstance(value, Mapping) else value
        for name, value in given.items()
    }


def _transfer(given: str | Sequence[str] | Mapping[str, Any] | None) -> dict[str, Any] | None:
    if given is None or isinstance(given, Mapping):
        return None if given is None else dict(given)
    return {"from": given if isinstance(given, str) else list(given)}


__all__ = ["Client", "Direction", "Lease", "Limits", "StudyExists", "create_study", "load_study"]
