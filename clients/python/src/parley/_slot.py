"""A worker's name that outlives its process but belongs to one process at a time."""

from __future__ import annotations

import contextlib
import getpass
import hashlib
import logging
import os
import socket
import sys
import tempfile
import threading
import uuid
from pathlib import Path
from typing import IO

log = logging.getLogger("parley")

_held: set[Path] = set()
_held_lock = threading.Lock()


class Slot:
    """The lowest free of a machine's numbered places at studies of a name.

    A place is a locked file: the lock ends with its process, however that ends, so the program that is started again gets the
    place, and with it the name, of the one that died; two at once get two. The name has a part that is made up where the
    files lie, since a container that does not see these files must not have the same names. The service is no part of it: one
    service may have several addresses, and its workers must not share a name.
    """

    def __init__(self, base: str | None, study: str) -> None:
        self._file: IO[str] | None = None
        self._path: Path | None = None
        person = _person()
        try:
            folder = _folder()
            base = base or f"{person}@{socket.gethostname()}-{_identity(folder)}"
            digest = hashlib.sha256(f"{study}\n{base}".encode()).hexdigest()[:20]
            place = 0
            while not self._take(folder / f"{digest}.{place}.lock"):
                place += 1
            self.name = base if place == 0 else f"{base}.{place}"
            #: Whether running trials of this name are those of a process that has ended.
            self.resumable = True
        except OSError as error:
            log.info("no place for files of locks, so trials of a killed process wait for their leases: %s", error)
            self.name = f"{base or person}-{uuid.uuid4().hex[:12]}"
            self.resumable = False
        self.name = self.name[-200:]

    def _take(self, path: Path) -> bool:
        with _held_lock:
            if path in _held:  # a second lock of one process would succeed, and its end would end the first
                return False
            while True:
                file = path.open("a")
                if not _locked(file):
                    file.close()
                    return False
                if path.exists() and path.stat().st_ino == os.fstat(file.fileno()).st_ino:
                    break
                file.close()  # whoever held it removed it in the meantime
            _held.add(path)
        self._file, self._path = file, path
        return True

    def release(self) -> None:
        """Leaves the place to others."""
        if self._file is not None and self._path is not None:
            with _held_lock:
                with contextlib.suppress(OSError):  # Windows removes no open files: one is left for each study
                    self._path.unlink()
                self._file.close()
                _held.discard(self._path)
            self._file = None


def worker_name() -> str:
    """A name for trials that no process is to resume."""
    return f"{_person()}@{socket.gethostname()}"[-200:]


def _person() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid()) if hasattr(os, "getuid") else "worker"


def _folder() -> Path:
    """Where the locks lie: the user's folder for state, or else for temporary files."""
    home = os.environ.get("XDG_STATE_HOME") or os.environ.get("LOCALAPPDATA")
    candidates = [Path(home) if home else Path("~/.local/state").expanduser(), Path(tempfile.gettempdir())]
    fault = OSError("none")
    for candidate, name in zip(candidates, ("parley", f"parley-{_person()}"), strict=True):
        try:
            folder = candidate / name
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not os.access(folder, os.W_OK):
                raise PermissionError(f"{folder} cannot be written")
            return folder
        except (OSError, RuntimeError) as error:
            fault = error if isinstance(error, OSError) else OSError(str(error))
    raise fault


def _identity(folder: Path) -> str:
    """What is made up once for the folder; of several that do so at once, one wins."""
    identity = folder / "id"
    if not identity.exists():
        fresh = folder / f"id-{uuid.uuid4().hex}"
        fresh.write_text(uuid.uuid4().hex[:8])
        with contextlib.suppress(FileExistsError):
            os.link(fresh, identity)
        fresh.unlink()
    return identity.read_text()


if sys.platform == "win32":
    import msvcrt

    def _locked(file: IO[str]) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _locked(file: IO[str]) -> bool:
        """Locks for this process alone: what it forks does not keep the lock when it dies."""
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            return False
        return True
