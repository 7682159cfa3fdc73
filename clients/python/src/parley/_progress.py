"""A line that shows how far an optimization is."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Mapping
from typing import Any, Protocol

from parley.trial import TrialRecord


class Progress(Protocol):
    """What an optimization tells of itself."""

    def advance(self, note: str) -> None: ...

    def close(self) -> None: ...


class Silent:
    """No line at all."""

    def advance(self, note: str) -> None:
        pass

    def close(self) -> None:
        pass


class Plain:
    """One line on a terminal that is written over."""

    def __init__(self, name: str, total: int | None) -> None:
        self._name = name
        self._total = total
        self._done = 0
        self._begun = time.monotonic()
        self._width = 0
        self._lock = threading.Lock()

    def advance(self, note: str) -> None:
        with self._lock:
            self._done += 1
            passed = time.monotonic() - self._begun
            of = f"/{self._total}" if self._total else ""
            line = f"{self._name}: {self._done}{of} trials, {_clock(passed)}"
            if self._total:
                line += f" (about {_clock(passed / self._done * (self._total - self._done))} left)"
            line = f"{line}, {note}" if note else line
            sys.stderr.write("\r" + line.ljust(self._width))
            sys.stderr.flush()
            self._width = len(line)

    def close(self) -> None:
        if self._width:
            sys.stderr.write("\n")
            sys.stderr.flush()


class Bar:
    """The bar of tqdm."""

    def __init__(self, bar: Any) -> None:
        self._bar = bar

    def advance(self, note: str) -> None:
        self._bar.set_postfix_str(note, refresh=False)
        self._bar.update()

    def close(self) -> None:
        self._bar.close()


class Best:
    """What is shown behind the count: the best of an optimization, where it has one objective."""

    def __init__(self, objectives: Mapping[str, str]) -> None:
        self._objectives = objectives
        self._best: TrialRecord | None = None
        self._lock = threading.Lock()

    def note(self, record: TrialRecord | None) -> str:
        """In words, with one more trial that has ended."""
        if len(self._objectives) > 1:
            return ""
        name, direction = next(iter(self._objectives.items()))
        with self._lock:
            if record is not None and record.state == "complete" and name in record.values:
                sign = 1 if direction == "minimize" else -1
                if self._best is None or sign * record.values[name] < sign * self._best.values[name]:
                    self._best = record
            return "" if self._best is None else f"best {self._best.values[name]:.6g} of trial {self._best.number}"


def progress(name: str, total: int | None, wanted: bool) -> Progress:
    """tqdm's bar if there is tqdm, a plain line on a terminal otherwise, and nothing where neither would be seen."""
    if not wanted:
        return Silent()
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return Plain(name, total) if sys.stderr.isatty() else Silent()
    return Bar(tqdm(desc=name, total=total, unit="trial", disable=None, dynamic_ncols=True))


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
