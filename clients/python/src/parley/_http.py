"""One connection to the service, which repeats what a fault of the network or an overload kept from being answered."""

from __future__ import annotations

import logging
import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from parley.api.api_client import ApiClient
from parley.api.configuration import Configuration
from parley.api.rest import RESTClientObject, RESTResponse
from parley.errors import ParleyError, Unreachable

log = logging.getLogger("parley")

# Answers that mean: later. Every request of this package is safe to repeat, if need be by an Idempotency-Key.
LATER = frozenset({408, 429, 502, 503, 504})

# For how long a service that never answered so far is tried.
FIRST_CONTACT = 10.0


class Patience:
    """How long requests of a thread are repeated; `given_up` ends that at once."""

    def __init__(self, seconds: float, given_up: threading.Event | None = None) -> None:
        self.seconds = seconds
        self.given_up = given_up or threading.Event()


_patience: ContextVar[Patience | None] = ContextVar("patience", default=None)


@contextmanager
def patience(seconds: float, given_up: threading.Event | None = None) -> Iterator[None]:
    """Within it, this thread's requests are repeated for so long."""
    token = _patience.set(Patience(seconds, given_up))
    try:
        yield
    finally:
        _patience.reset(token)


class Repeating(RESTClientObject):
    """Sends requests until they are answered.

    Connections that break, and answers that ask to come later, are tried again with growing pauses, each between half and
    all of its length so that many workers do not come back at once; `Retry-After` is obeyed.
    """

    def __init__(self, configuration: Configuration, timeout: float, patience_seconds: float) -> None:
        super().__init__(configuration)
        self._configuration = configuration
        self._timeout = timeout
        self._patience_seconds = patience_seconds
        self._process = os.getpid()
        self._answered = False

    def request(
        self,
        method: str,
        url: str,
        headers: Any = None,
        body: Any = None,
        post_params: Any = None,
        _request_timeout: Any = None,
    ) -> RESTResponse:
        answer: RESTResponse
        self._after_fork()
        limits = _patience.get() or Patience(self._patience_seconds)
        begun = time.monotonic()
        attempt = 0
        while True:
            pause = min(0.1 * 2**attempt, 5.0) * random.uniform(0.5, 1)
            try:
                answer = super().request(  # type: ignore[no-untyped-call]
                    method, url, headers, body, post_params, _request_timeout or self._timeout
                )
                answer.read()  # type: ignore[no-untyped-call]
                self._answered = True
                if answer.status not in LATER:
                    return answer
                pause = max(pause, _retry_after(answer))
                fault: Exception | None = None
            except HTTPError as error:
                fault = error
            left = begun + (limits.seconds if self._answered else min(FIRST_CONTACT, limits.seconds))
            if limits.given_up.is_set() or time.monotonic() + pause > left:
                if fault is None:
                    return answer
                raise Unreachable(f"{_origin(url)} cannot be reached: {_reason(fault)}") from fault
            if attempt == 3:
                why = f"status {answer.status}" if fault is None else _reason(fault)
                log.warning("%s is away (%s) and is tried again for %.0f s", _origin(url), why, limits.seconds)
            attempt += 1
            limits.given_up.wait(pause)

    def _after_fork(self) -> None:
        """A forked process needs connections of its own: two that speak on one would read each other's answers."""
        if self._process != os.getpid():
            super().__init__(self._configuration)
            self._process = os.getpid()


def connect(url: str, key: str | None, timeout: float, patience_seconds: float) -> ApiClient:
    """The generated client, over connections that repeat."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ParleyError(f"{url!r} is no address of a service: it begins with http:// or https://")
    configuration = Configuration(host=url.rstrip("/"), retries=urllib3.Retry(False))
    configuration.connection_pool_maxsize = 64
    api = ApiClient(configuration)
    api.rest_client = Repeating(configuration, timeout, patience_seconds)
    api.user_agent = "parley-python"
    if key:
        api.default_headers["Authorization"] = f"Bearer {key}"
    return api


def _retry_after(answer: RESTResponse) -> float:
    try:
        return min(float(answer.headers.get("Retry-After") or 0), 60.0)
    except ValueError:  # a date, which Parley never sends
        return 1.0


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _reason(fault: Exception) -> str:
    text = str(fault)
    return text.rsplit(": ", 1)[-1] if text else type(fault).__name__
