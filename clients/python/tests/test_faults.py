from __future__ import annotations

import contextlib
import http.server
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import parley
from parley import Float
from tests.conftest import Service, eventually, free_port
from tests.relay import Relay

SPACE = [Float("x", -1, 1)]


@pytest.fixture
def relay(service_url: str) -> Iterator[Relay]:
    relay = Relay(urlsplit(service_url).port or 80)
    yield relay
    relay.close()


def states(study: parley.Study) -> dict[str, int]:
    return {state: count for state, count in study.document["progress"]["trials"].items() if count}


def test_answers_that_get_lost_hand_out_and_count_nothing_twice(relay: Relay, client: parley.Client, name: str) -> None:
    study = parley.Client(relay.url).create_study(name, SPACE)

    def objective(trial: parley.Trial) -> float:
        relay.swallow = 2  # the answers to this tell, and to the next ask
        trial.report(1.0, step=1)
        relay.swallow = 1 + trial.number % 2
        return float(trial["x"])

    study.optimize(objective, trials=8)
    assert relay.cut >= 16
    assert states(client.load_study(name)) == {"complete": 8}
    assert [trial.attempt for trial in client.load_study(name).trials] == [1] * 8


def test_what_does_something_anew_is_not_repeated(relay: Relay, client: parley.Client, name: str) -> None:
    client.create_study(name, SPACE)
    far = parley.Client(relay.url)
    study = far.load_study(name)
    relay.swallow = 1
    with pytest.raises(parley.Unreachable, match="may have done"):
        far.call("POST", f"/studies/{name}/trials", {"trials": [{"state": "queued", "configuration": {"x": 0}}]})
    relay.swallow = 1
    with pytest.raises(parley.Unreachable, match="may have done"):
        parley.api.TrialsApi(far.api).ask(name, ask_request=parley.api.AskRequest(worker="by-hand"))
    assert states(client.load_study(name)) == {"running": 1}
    relay.swallow = 1
    study.enqueue({"x": 1})  # with a key
    assert relay.cut == 3
    assert states(client.load_study(name)) == {"running": 1, "queued": 1}


def test_what_is_gone_when_it_is_deleted_again_was_deleted(relay: Relay, client: parley.Client, name: str) -> None:
    study = parley.Client(relay.url).create_study(name, SPACE)
    relay.swallow = 1
    study.delete()
    with pytest.raises(parley.NotFound):
        study.delete()


def test_a_fault_of_tls_is_tried_again(client: parley.Client) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    calls: list[float] = []

    def answer() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                calls.append(time.monotonic())
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                connection.close()

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    with listener, pytest.raises(parley.Unreachable):
        parley.Client(f"https://127.0.0.1:{listener.getsockname()[1]}", patience=2).load_study("any")
    assert len(calls) > 1


def test_connections_that_break_under_many_workers(relay: Relay, client: parley.Client, name: str) -> None:
    study = parley.Client(relay.url).create_study(name, SPACE)
    done = threading.Event()

    def breaker() -> None:
        for _ in range(12):  # a service may be slower than any pause between two cuts
            if not done.wait(0.3):
                relay.break_all()

    thread = threading.Thread(target=breaker)
    thread.start()
    try:
        study.optimize(lambda trial: float(trial["x"]), trials=60, workers=6)
    finally:
        done.set()
        thread.join()
    assert states(client.load_study(name)) == {"complete": 60}


def test_a_service_that_is_slow_to_answer_is_asked_again(relay: Relay, client: parley.Client, name: str) -> None:
    study = parley.Client(relay.url, timeout=1).create_study(name, SPACE)

    def objective(trial: parley.Trial) -> float:
        if trial.number == 1:
            relay.delay = 3
            threading.Timer(4, lambda: setattr(relay, "delay", 0)).start()
        return 1.0

    study.optimize(objective, trials=4)
    assert states(client.load_study(name)) == {"complete": 4}


def test_where_there_is_no_service_that_is_said_soon() -> None:
    begun = time.monotonic()
    with pytest.raises(parley.Unreachable, match=r"127\.0\.0\.1:\d+ cannot be reached.*refused"):
        parley.Client(f"http://127.0.0.1:{free_port()}", patience=2).load_study("any")
    assert time.monotonic() - begun < 10


def test_patience_has_an_end(relay: Relay, name: str) -> None:
    study = parley.Client(relay.url, patience=1).create_study(name, SPACE)

    def objective(trial: parley.Trial) -> float:
        relay.refuse = True
        relay.break_all()
        return 1.0

    begun = time.monotonic()
    with pytest.raises(parley.Unreachable):
        study.optimize(objective, trials=4, workers=2)
    assert time.monotonic() - begun < 30


def test_ctrl_c_while_the_service_is_away_ends_soon(relay: Relay, name: str) -> None:
    import _thread

    study = parley.Client(relay.url).create_study(name, SPACE)

    def objective(trial: parley.Trial) -> float:
        relay.refuse = True
        relay.break_all()
        threading.Timer(1, _thread.interrupt_main).start()
        return 1.0

    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        study.optimize(objective, trials=4, workers=2)
    assert time.monotonic() - begun < 40


def test_ctrl_c_ends_soon_where_nothing_is_answered(relay: Relay, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import _thread

    monkeypatch.setattr("parley._optimization.FAREWELL", 2.0)
    study = parley.Client(relay.url).create_study(name, SPACE)
    together = threading.Barrier(4, timeout=30)
    noticed: list[float] = []

    def objective(trial: parley.Trial) -> float:
        if together.wait() == 0:
            relay.delay = 200
            _thread.interrupt_main()
        eventually(trial.should_prune)
        noticed.append(time.monotonic())
        return 1.0

    with pytest.raises(KeyboardInterrupt):
        study.optimize(objective, workers=4)
    begun = min(noticed)
    assert len(noticed) == 4
    assert max(noticed) - begun < 1
    assert time.monotonic() - begun < 15


def test_a_trial_that_is_handed_out_after_ctrl_c_is_given_back(
    client: parley.Client, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import _thread

    monkeypatch.setattr("parley._optimization.FAREWELL", 0.5)
    study = client.create_study(name, SPACE)
    ask = study._ask

    def slow(**request: Any) -> parley.api.AskResponse:
        answer = ask(**request)
        time.sleep(4)
        return answer

    monkeypatch.setattr(study, "_ask", slow)
    threading.Timer(1, _thread.interrupt_main).start()
    with pytest.raises(KeyboardInterrupt):
        study.optimize(lambda trial: 1.0, workers=2)
    assert states(study) == {"running": 2}
    eventually(lambda: states(study) == {"queued": 2})


def test_overload_is_waited_for_as_long_as_it_says() -> None:
    asked: list[float] = []

    class Overloaded(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(time.monotonic())
            body = b'{"studies": []}' if len(asked) > 2 else b"{}"
            self.send_response((429, 503, 200)[len(asked) - 1])
            self.send_header("Retry-After", "1")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Overloaded) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            assert list(parley.Client(f"http://127.0.0.1:{server.server_port}").studies()) == []
        finally:
            server.shutdown()
            thread.join()
    assert len(asked) == 3
    assert asked[1] - asked[0] >= 1
    assert asked[2] - asked[1] >= 1


@pytest.mark.skipif("PARLEY_URL" in os.environ, reason="stops a service of its own")
def test_an_optimization_outlives_a_restart_of_the_service(tmp_path: Path, name: str) -> None:
    service = Service(tmp_path)
    service.start()
    try:
        study = parley.Client(service.url).create_study(name, SPACE, lease={"seconds": 4})
        begun = threading.Event()
        failures: list[BaseException] = []

        def objective(trial: parley.Trial) -> float:
            if trial.number == 5:
                begun.set()
            time.sleep(0.1)
            return float(trial["x"])

        def run() -> None:
            try:
                study.optimize(objective, trials=40, workers=3)
            except BaseException as error:
                failures.append(error)

        worker = threading.Thread(target=run)
        worker.start()
        assert begun.wait(30)
        service.stop()
        time.sleep(5)
        service.start()
        worker.join(90)
        assert not worker.is_alive()
        assert failures == []
        assert states(study) == {"complete": 40}
    finally:
        service.stop()


PROGRAM = """
import sys, time, parley
study = parley.create_study(sys.argv[1], [parley.Float("x", 0, 1)], minimize="loss", limits={"trials": 12})

def objective(trial):
    begin = trial.last_report.step + 1 if trial.last_report else 0
    sys.stderr.write(f"begin {trial.number} {begin}\\n")
    for step in range(begin, 6):
        trial.report(trial["x"] + 1 / (step + 1), step)
        sys.stderr.write(f"step {trial.number} {step}\\n")
        time.sleep(float(sys.argv[2]))
    return trial["x"]

study.optimize(objective, workers=int(sys.argv[3]), progress=False)
"""


def test_a_killed_program_goes_on_where_it_was(client: parley.Client, name: str, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(textwrap.dedent(PROGRAM))
    log = tmp_path / "log"

    def run(pause: str, workers: str) -> subprocess.Popen[bytes]:
        with log.open("ab") as out:
            return subprocess.Popen([sys.executable, str(program), name, pause, workers], stdout=out, stderr=out)

    first = run("0.5", "3")
    other = run("0.5", "1")
    try:
        eventually(lambda: log.read_text().count("step") >= 8, 60)
        first.send_signal(signal.SIGKILL)
        first.wait()
        running = list(client.load_study(name).iterate(state="running"))
        assert len({trial.worker for trial in running}) == 2
        killed = {trial.number for trial in running if sum(t.worker == trial.worker for t in running) == 3}
        assert len(killed) == 3
        log.write_text("")
        second = run("0", "2")  # fewer workers than before
        assert second.wait(60) == 0, log.read_text()
        assert other.wait(60) == 0, log.read_text()
    finally:
        first.kill()
        other.kill()
    study = client.load_study(name)
    assert states(study) == {"complete": 12}
    begun = {int(line.split()[1]): int(line.split()[2]) for line in log.read_text().splitlines() if line.startswith("begin")}
    assert all(begun[number] > 0 for number in killed), begun
    assert all(trial.attempt <= 2 for trial in study.trials)


def test_places_of_a_machine_are_taken_one_by_one(tmp_path: Path) -> None:
    from parley._slot import Slot

    first, second, other = Slot(None, "a"), Slot(None, "a"), Slot(None, "b")
    assert first.name != second.name
    assert first.name == other.name
    first.release()
    assert Slot(None, "a").name == first.name
    named = Slot("gpu", "a")
    assert (named.name, Slot("gpu", "a").name) == ("gpu", "gpu.1")
    folder = tmp_path / "state" / "parley"
    before = len(list(folder.iterdir()))
    named.release()
    assert len(list(folder.iterdir())) == before - 1
    assert Slot("gpu", "a").name == "gpu"


def test_one_service_at_two_addresses_has_workers_of_two_names(client: parley.Client, relay: Relay, name: str) -> None:
    study = client.create_study(name, SPACE)
    elsewhere = parley.Client(relay.url).load_study(name)

    def objective(trial: parley.Trial) -> float:
        elsewhere.optimize(lambda other: 1.0, trials=1, worker="gpu", progress=False)
        trial.report(1.0, step=1)
        return float(trial["x"])

    study.optimize(objective, trials=2, worker="gpu")
    assert [(trial.worker, trial.attempt) for trial in study.trials] == [("gpu", 1), ("gpu.1", 1)] * 2


def test_a_forked_process_has_connections_of_its_own(client: parley.Client, name: str) -> None:
    import multiprocessing

    study = client.create_study(name, SPACE)
    study.optimize(lambda trial: float(trial["x"]), trials=2)
    context = multiprocessing.get_context("fork")
    children = [context.Process(target=_optimize, args=(study,)) for _ in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
        assert child.exitcode == 0
    assert states(study) == {"complete": 17}
    assert len({trial.worker for trial in study.trials}) >= 3


def _optimize(study: parley.Study) -> None:
    study.optimize(lambda trial: float(trial["x"]), trials=5)
