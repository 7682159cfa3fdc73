"""A live service for the tests: $PARLEY_URL, or the packaged jar, started on a free port and ended with the tests."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import parley

REPOSITORY = Path(__file__).resolve().parents[3]
JAR = REPOSITORY / "target" / "parley.jar"


class Service:
    """The packaged service on a port and with data of its own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        java = shutil.which("java") or "java"
        for home in (os.environ.get("JAVA_HOME"), *map(str, sorted(Path("/usr/lib/jvm").glob("*25*")))):
            if home and (Path(home) / "bin" / "java").exists():
                java = str(Path(home) / "bin" / "java")
                break
        log = (self._folder / "parley.log").open("ab")
        arguments = [f"--server.port={self.port}", f"--parley.postgres.data-dir={self._folder / 'data'}"]
        self._process = subprocess.Popen(
            [java, "-Xmx700m", "-XX:TieredStopAtLevel=1", "-jar", str(JAR), *arguments],
            stdout=log,
            stderr=log,
            cwd=self._folder,
            start_new_session=True,
        )
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(self.url + "/actuator/health/readiness", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                if self._process.poll() is not None:
                    break
                time.sleep(0.1)
        raise AssertionError((self._folder / "parley.log").read_text()[-4000:])

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(60)
            self._process = None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Waits until it holds, and fails where it does not."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


@pytest.fixture(scope="session")
def service_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if url := os.environ.get("PARLEY_URL"):
        yield url
        return
    assert JAR.exists(), f"{JAR} is missing: ./mvnw package -DskipTests"
    service = Service(tmp_path_factory.mktemp("service"))
    try:
        service.start()
        yield service.url
    finally:
        service.stop()


@pytest.fixture(autouse=True)
def environment(service_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_URL", service_url)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def client(service_url: str) -> parley.Client:
    return parley.Client(service_url)


_numbers = itertools.count()


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """A name for a study that no other test has."""
    words = "".join(c if c.isalnum() else "-" for c in request.node.name.lower()).strip("-")
    return f"{words[:60]}-{os.getpid()}-{next(_numbers)}-{time.time_ns() % 10**6}"
