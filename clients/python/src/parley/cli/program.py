"""A program that runs for one trial."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import IO

# How often it is looked whether a silent program is still wanted.
LOOK = 0.2

# How long the pipe may be silent once the program has ended: what it left running may hold it open.
LAST_WORDS = 1.0

_output = threading.Lock()


class Program:
    """A process without a shell in between, in a process group of its own; what it starts ends with it.

    Its lines are passed on with the trial's number in front, and the end of its standard error is kept.
    """

    def __init__(self, arguments: Sequence[str], variables: Mapping[str, str], number: int, quiet: bool) -> None:
        self._number = number
        self._quiet = quiet
        self._begun = time.monotonic()
        self._ended: float | None = None
        self._waiting: float | None = None  # since when the reader has been waiting for a line
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._errors: deque[str] = deque(maxlen=50)
        # A pipe of ours as standard output makes most programs hold lines back; Python ones hear of this.
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", **variables}
        self._process = subprocess.Popen(
            arguments,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        assert self._process.stdout is not None and self._process.stderr is not None
        self._readers = [
            threading.Thread(target=self._read_lines, args=(self._process.stdout,), daemon=True),
            threading.Thread(target=self._read_errors, args=(self._process.stderr,), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def lines(self) -> Iterator[str | None]:
        """Lines of its standard output until it ends; None now and then while it is silent.

        While nobody takes what is passed on, such as a pager's reader, lines may come late, but all come.
        """
        while True:
            try:
                line = self._lines.get(timeout=LOOK)
                if line is None:
                    return
                yield line
            except queue.Empty:
                yield None
            if self._ended is None and self._process.poll() is not None:
                self._ended = time.monotonic()
            if self._silent():
                return

    def _silent(self) -> bool:
        """Whether it has ended, and the pipe holds no more of it."""
        waiting = self._waiting
        if self._ended is None or waiting is None or not self._lines.empty():
            return False
        return time.monotonic() - max(self._ended, waiting) > LAST_WORDS

    def status(self) -> int:
        """Its exit status, waited for; negative for the number of a signal."""
        status = self._process.wait()
        self._readers[1].join(LAST_WORDS)
        return status

    @property
    def seconds(self) -> float:
        """For how long it has been there, or was."""
        return (self._ended or time.monotonic()) - self._begun

    @property
    def errors(self) -> str:
        """The end of its standard error."""
        return "".join(self._errors)[-4000:].strip()

    def end(self, grace: float) -> None:
        """Asks it to end, and after so many seconds ends it."""
        self._signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(grace)
        self._signal(getattr(signal, "SIGKILL", signal.SIGTERM))  # also what it has left behind
        self._process.wait()

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, number)
            else:
                self._process.terminate()

    def _read_lines(self, stream: IO[str]) -> None:
        with contextlib.suppress(ValueError, OSError):
            while True:
                self._waiting = time.monotonic()
                line = stream.readline()
                self._waiting = None
                if not line:
                    break
                self._lines.put(line.rstrip("\r\n"))
                self._pass_on(line, sys.stdout)  # which may take as long as whoever reads that likes
        self._lines.put(None)

    def _read_errors(self, stream: IO[str]) -> None:
        with contextlib.suppress(ValueError, OSError):
            for line in stream:
                self._errors.append(line[:2000])
                self._pass_on(line, sys.stderr)

    def _pass_on(self, line: str, stream: IO[str]) -> None:
        if not self._quiet:
            with _output, contextlib.suppress(OSError, ValueError):
                stream.write(f"[{self._number}] {line.rstrip()}\n")
                stream.flush()
