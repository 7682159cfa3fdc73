"""One connection to the service, which repeats what a fault of the network or an overload kept from being answered."""

from __future__ import annotations

import logging
import os
import random
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, SSLError

from parley.api.api_client import ApiClient
from parley.api.configuration import Configuration
from parley.api.exceptions import ApiException
from parley.api.rest import RESTClientObject, RESTResponse
from parley.errors import ParleyError, Unreachable

log = logging.getLogger("parley")

# Answers that mean: later. Those of REFUSED come before anything was done.
LATER = frozenset({408, 429, 502, 503, 504})
REFUSED = frozenset({429, 503})

# Faults before anything was sent.
UNSENT = (NewConnectionError, ConnectTimeoutError)

# What a POST may do a second time, since that changes nothing more. Others need an Idempotency-Key.
HARMLESS = re.compile(
    r"/studies/[^/]+(/trials/\d+/(tell|report|heartbeat|release|cancel|retract)|/(pause|resume|complete|predict))"
)

# For how long a service that never answered so far is tried.
FIRST_CONTACT = 10.0


class Patience:
    """How long requests of a thread are repeated, and each waits for its answer; `given_up` ends that at once."""

    def __init__(self, seconds: float, given_up: threading.Event | None = None, timeout: float | None = None) -> None:
        self.seconds = seconds
        self.given_up = given_up or threading.Event()
        self.timeout = timeout


_patience: ContextVar[Patience | None] = ContextVar("patience", default=None)


@contextmanager
def patience(seconds: float, given_up: threading.Event | None = None, timeout: float | None = None) -> Iterator[None]:
    """Within it, this thread's requests are repeated for so long; each waits so long for its answer."""
    token = _patience.set(Patience(seconds, given_up, timeout))
    try:
        yield
    finally:
        _patience.reset(token)


class Repeating(RESTClientObject):
    """Sends requests until they are answered.

    Connections that break, and answers that ask to come later, are tried again with growing pauses, each between half and
    all of its length so that many workers do not come back at once; `Retry-After` is obeyed. A request that would do something
    anew is sent again only where it has certainly done nothing.
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
        self._after_fork()
        limits = _patience.get() or Patience(self._patience_seconds)
        timeout = _request_timeout or limits.timeout or self._timeout
        harmless = _harmless(method, url, headers or {})
        done_perhaps = False
        begun = time.monotonic()
        attempt = 0
        while True:
            pause = min(0.1 * 2**attempt, 5.0) * random.uniform(0.5, 1)
            answer = self._answer(method, url, headers, body, post_params, timeout)
            if isinstance(answer, Exception):
                why = _reason(answer)
                if not isinstance(answer, UNSENT):
                    done_perhaps = True
                    if not harmless:
                        text = f"{_origin(url)} did not answer a request that it may have done, and that is not repeated: {why}"
                        raise Unreachable(text) from answer
            else:
                why = f"status {answer.status}"
                if answer.status not in (LATER if harmless else REFUSED):
                    if method == "DELETE" and answer.status == 404 and done_perhaps:
                        answer.status, answer.data = 204, b""  # type: ignore[assignment]  # a lost answer said so
                    return answer
                pause = max(pause, _retry_after(answer))
                done_perhaps |= answer.status not in REFUSED
            left = begun + (limits.seconds if self._answered else min(FIRST_CONTACT, limits.seconds))
            if limits.given_up.is_set() or time.monotonic() + pause > left:
                if isinstance(answer, Exception):
                    raise Unreachable(f"{_origin(url)} cannot be reached: {why}") from answer
                return answer
            if attempt == 3:
                log.warning("%s is away (%s) and is tried again for %.0f s", _origin(url), why, limits.seconds)
            attempt += 1
            limits.given_up.wait(pause)

    def _answer(self, *request: Any) -> RESTResponse | Exception:
        """What one attempt came to: an answer, read to its end, or a fault of the network."""
        try:
            answer: RESTResponse = super().request(*request)  # type: ignore[no-untyped-call]
            answer.read()  # type: ignore[no-untyped-call]
        except HTTPError as error:
            return error
        except ApiException as error:  # the generated client makes one of a fault of TLS
            if not isinstance(error.__context__, SSLError):
                raise
            return error.__context__
        self._answered = True
        return answer

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


def _harmless(method: str, url: str, headers: Mapping[str, str]) -> bool:
    """Whether a request that was done already may be sent again."""
    if method != "POST" or any(name.lower() == "idempotency-key" for name in headers):
        return True
    return HARMLESS.fullmatch(urlsplit(url).path.partition("/api/v1")[2]) is not None


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
