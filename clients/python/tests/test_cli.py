from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import parley
from parley import Categorical, Float, Int, Ordinal
from parley.cli import main, protocol, template, words
from parley.cli.program import LAST_WORDS, Program
from tests.conftest import eventually

PARAMS = ["--param", "lr=float(1e-5, 0.1, log)", "--param", "width=int(8, 64)"]


def program(folder: Path, text: str) -> list[str]:
    path = folder / "train.py"
    path.write_text("import os, sys, time\n" + text)
    return ["--", sys.executable, str(path)]


def states(name: str) -> dict[str, int]:
    return {state: count for state, count in parley.load_study(name).document["progress"]["trials"].items() if count}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lr=float(1e-5,0.1,log)", Float("lr", 1e-5, 0.1, log=True)),
        ("d = float(0, 0.9, step=0.1, default=0.5)", Float("d", 0, 0.9, step=0.1, default=0.5)),
        ("n=int(1, 9, step=2)", Int("n", 1, 9, step=2)),
        ("b=ordinal(16, 32)", Ordinal("b", [16, 32])),
        ('s=categorical(adam, "a, b", true, 1.5)', Categorical("s", ["adam", "a, b", True, 1.5])),
        ("m=float(0, 1) when s=adam", Float("m", 0, 1, when={"s": ["adam"]})),
        ("m=float(0, 1) when s=adam, true", Float("m", 0, 1, when={"s": ["adam", True]})),
    ],
)
def test_parameters_in_words(text: str, expected: parley.Parameter) -> None:
    assert words.parameter(text) == expected


@pytest.mark.parametrize(
    "text", ["lr", "lr=float", "lr=float(1)", "lr=real(1, 2)", "n=int(1, 2.5)", "b=ordinal(1, step=2)", "m=float(0, 1) when s"]
)
def test_words_that_are_no_parameter(text: str) -> None:
    with pytest.raises(parley.ParleyError, match=text.split("=")[0]):
        words.parameter(text)


def test_placeholders() -> None:
    values = {"lr": 0.1, "on": True, "solver": "adam", "trial": 3}
    given = ["train", "--lr", "{lr}", "--on={on}", "{{x}}", "--m", "{m}", "--k={m}", "{solver}-{trial}", '{"a": 1}']
    assert template.filled(given, values) == [
        "train",
        "--lr",
        "0.1",
        "--on=true",
        "{x}",
        "{solver}-{trial}".format(**values),
        '{"a": 1}',
    ]
    assert template.filled(["-v", "x{m}y", "{m}"], values) == ["-v"]
    nested = ['{"a":{"b":1}}', '{"model":{"lr":{lr}}}', '{"model":{"{{lr}}":{lr}, "on":{on}}}', "{{ a }}", "{}"]
    assert template.filled(nested, values) == [
        '{"a":{"b":1}}',
        '{"model":{"lr":0.1}}',
        '{"model":{"{lr}":0.1, "on":true}}',
        "{{ a }}",
        "{}",
    ]
    with pytest.raises(parley.ParleyError, match="lrr"):
        template.check(["{lrr}"], ["lr"])
    assert template.variable("lr-decay.x") == "PARLEY_LR_DECAY_X"


def test_results() -> None:
    assert protocol.result("0.5", ["loss"]).values == {"loss": 0.5}
    assert protocol.result(" 1e-3\n", ["loss"]).values == {"loss": 0.001}
    assert str(protocol.result("nan", ["loss"]).values["loss"]) == "nan"
    assert protocol.result("-inf", ["loss"]).values == {"loss": float("-inf")}
    found = protocol.result("loss=0.5 size=12 kind=big", ["loss"])
    assert (found.values, found.attributes) == ({"loss": 0.5}, {"size": 12, "kind": "big"})
    found = protocol.result('{"loss": 1, "constraints": {"memory": -2}, "note": [1]}', ["loss"])
    assert (found.values, found.constraints, found.attributes) == ({"loss": 1}, {"memory": -2}, {"note": [1]})
    for wrong in ("done", "size=3", "[1]", "true", '{"loss": "x"}', "loss=0.4 done", '{"loss": 1, "constraints": {"m": NaN}}'):
        with pytest.raises(protocol.Unreadable):
            protocol.result(wrong, ["loss"])
    with pytest.raises(protocol.Unreadable, match="a, b"):
        protocol.result("1", ["a", "b"])
    assert protocol.step("step=3 loss=0.4", ["loss"]) == protocol.Step(3, {"loss": 0.4})
    for wrong in (
        "loss=0.4",
        "step=3",
        "step=x loss=1",
        "step=1.5 loss=1",
        "step=NaN loss=1",
        "step=1e400 loss=1",
        "step=1e17 loss=1",
    ):
        with pytest.raises(protocol.Unreadable):
            protocol.step(wrong, ["loss"])


def test_a_program_is_run_with_its_values(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    command = program(
        tmp_path,
        """
print("hello", file=sys.stderr)
print("training")
assert sys.argv[1:5:2] == ["--lr", "--width"] and float(os.environ["PARLEY_LR"]) == float(sys.argv[2])
assert os.environ["PARLEY_STUDY"] and os.environ["PARLEY_URL"].startswith("http") and os.environ["PARLEY_TRIAL"].isdigit()
print(f"loss={float(sys.argv[2])} width={sys.argv[4]}")
print()
""",
    )
    arguments = ["run", "--study", name, *PARAMS, "--minimize", "loss", "--trials", "6", "--workers", "2"]
    assert main([*arguments, *command, "--lr", "{lr}", "--width", "{width}"]) == 0
    study = parley.load_study(name)
    assert states(name) == {"complete": 6}
    assert all(t.values["loss"] == t.params.lr and t.attributes["width"] == t.params.width for t in study.trials)
    printed = capfd.readouterr()
    assert "[0] training" in printed.out
    assert "[0] hello" in printed.err
    assert "trial 0: complete, loss" in printed.out

    # The study is there now: its space need not be declared again.
    assert main(["run", "--study", name, "--trials", "1", "--quiet", *command, "--lr", "{lr}", "--width", "{width}"]) == 0
    assert states(name) == {"complete": 7}
    assert main(["best", name]) == 0
    assert main(["best", name, "--json"]) == 0
    printed = capfd.readouterr()
    assert "training" not in printed.out
    best = json.loads(printed.out.splitlines()[-1])
    assert best["configuration"] == dict(study.best_params)
    assert main(["trials", name, "--state", "complete"]) == 0
    assert len(capfd.readouterr().out.splitlines()) == 8
    assert main(["studies", "--state", "active"]) == 0
    assert name in capfd.readouterr().out
    assert main(["export", name, "--format", "jsonl"]) == 0
    assert len(capfd.readouterr().out.splitlines()) == 7
    assert main(["export", name, "--output", str(tmp_path / "t.csv")]) == 0
    assert len((tmp_path / "t.csv").read_text().splitlines()) == 8


def test_a_result_with_numbers_that_are_none_is_kept(name: str, tmp_path: Path) -> None:
    command = program(tmp_path, """print('{"loss": 0.4, "grad_norm": NaN}')""")
    assert main(["run", "--study", name, *PARAMS, "--minimize", "loss", "--trials", "2", *command]) == 0
    assert states(name) == {"complete": 2}
    assert parley.load_study(name).trial(1).attributes == {"grad_norm": "NaN"}


def test_an_inactive_parameter_is_left_out(name: str, tmp_path: Path) -> None:
    command = program(
        tmp_path, 'print(f"loss={len(sys.argv)}" + (" momentum=" + os.environ["PARLEY_M"] if "PARLEY_M" in os.environ else ""))'
    )
    space = tmp_path / "space.json"
    space.write_text(json.dumps([Categorical("s", ["adam", "sgd"]).to_json(), Float("m", 0, 1, when={"s": "sgd"}).to_json()]))
    parley.create_study(name, json.loads(space.read_text()), minimize="loss").enqueue({"s": "adam"}, {"s": "sgd", "m": 0.5})
    arguments = ["run", "--study", name, "--space", str(space), "--minimize", "loss", "--trials", "2"]
    assert main([*arguments, *command, "--s", "{s}", "--m", "{m}"]) == 0
    first, second = parley.load_study(name).trials
    assert first.values == {"loss": 3}
    assert (second.values, second.attributes) == ({"loss": 5}, {"momentum": 0.5})


def test_results_from_files(name: str, tmp_path: Path) -> None:
    command = program(
        tmp_path,
        'open(sys.argv[1], "w").write(\'{"loss": 0.5}\'); assert os.environ["PARLEY_RESULT"] == sys.argv[1]; print("bye")',
    )
    run = ["run", "--study", name, *PARAMS, "--minimize", "loss"]
    assert main([*run, "--trials", "2", *command, "{result}"]) == 0
    file = str(tmp_path / "results" / "{trial}.json")
    assert main([*run, "--trials", "2", "--workers", "2", "--result", file, *command, "{result}"]) == 0
    assert states(name) == {"complete": 4}
    assert len(list((tmp_path / "results").iterdir())) == 2
    assert main([*run, "--workers", "2", "--result", "one.json", *command]) == 1


def test_a_result_is_read_however_late_its_output_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    class Paused(io.StringIO):
        taken = threading.Event()

        def write(self, text: str) -> int:
            self.taken.wait(60)
            return super().write(text)

    paused = Paused()
    monkeypatch.setattr(sys, "stdout", paused)
    ran = Program([sys.executable, "-c", "print(0.9); print(0.1)"], {}, 7, quiet=False)
    lines = ran.lines()
    assert next(lines) == "0.9"
    threading.Timer(LAST_WORDS + 2, paused.taken.set).start()
    assert [line for line in lines if line is not None] == ["0.1"]
    eventually(lambda: paused.getvalue() == "[7] 0.9\n[7] 0.1\n")
    ran.end(1)


def test_what_a_program_leaves_running_is_not_waited_for() -> None:
    begun = time.monotonic()
    ran = Program(["bash", "-c", "sleep 60 & echo 0.1"], {}, 7, quiet=True)
    assert [line for line in ran.lines() if line is not None] == ["0.1"]
    ran.end(1)
    assert time.monotonic() - begun < 30


def test_failures_and_infeasible_trials(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run = ["run", "--study", name, *PARAMS, "--minimize", "loss", "--trials", "20", "--failures", "3"]
    assert main([*run, *program(tmp_path, 'print("no memory", file=sys.stderr); sys.exit(3)')]) == 1
    assert states(name) == {"failed": 3}
    assert parley.load_study(name).trial(0).reason == "the program ended with status 3\nno memory"
    assert "3 trials in a row have failed" in capfd.readouterr().err
    assert main([*run[:-3], "1", *program(tmp_path, "os.abort()")]) == 0
    assert "signal 6" in str(parley.load_study(name).trial(3).reason)
    assert main([*run[:-3], "1", *program(tmp_path, "pass")]) == 0
    assert "printed no result" in str(parley.load_study(name).trial(4).reason)
    assert main([*run[:-3], "1", *program(tmp_path, 'print("parley: infeasible too large")')]) == 0
    infeasible = parley.load_study(name).trial(5)
    assert (infeasible.state, infeasible.reason) == ("infeasible", "too large")
    assert main([*run[:-3], "1", "--trial-timeout", "1", *program(tmp_path, "time.sleep(60)")]) == 0
    assert "longer than 1 s" in str(parley.load_study(name).trial(6).reason)


def test_a_report_that_is_none_fails_its_trial_alone(name: str, tmp_path: Path) -> None:
    run = ["run", "--study", name, *PARAMS, "--minimize", "loss", "--trials", "2"]
    assert main([*run, *program(tmp_path, 'print("parley: step=NaN loss=1")')]) == 0
    metrics = " ".join(f"m{n}=1" for n in range(200))
    assert main([*run, *program(tmp_path, f'print("parley: step=1 loss=1 {metrics}"); time.sleep(30)')]) == 0
    assert states(name) == {"failed": 4}
    assert "must be a whole number" in str(parley.load_study(name).trial(0).reason)
    assert "was refused" in str(parley.load_study(name).trial(3).reason)


def test_reports_and_pruning_end_the_program(name: str, tmp_path: Path) -> None:
    command = program(
        tmp_path,
        """
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)  # only SIGKILL ends it
for step in range(100):
    print(f"parley: step={step} loss={step}")
    time.sleep(0.2)
print(0)
""",
    )
    run = ["run", "--study", name, *PARAMS, "--minimize", "loss", "--trials", "1", "--grace", "0.5"]
    begun = time.monotonic()
    assert main([*run, "--pruner", '{"type": "threshold", "upper": 2.5}', *command]) == 0
    assert time.monotonic() - begun < 18
    trial = parley.load_study(name).trial(0)
    assert (trial.state, trial.step) == ("pruned", 3)


def test_a_cancelled_trial_ends_its_program(name: str, tmp_path: Path, client: parley.Client) -> None:
    command = program(tmp_path, 'open(sys.argv[1], "w").close(); time.sleep(60)')
    study = client.create_study(name, [Float("x", 0, 1)], lease={"seconds": 3})
    began = tmp_path / "began"

    def cancel() -> None:
        eventually(began.exists)
        client.call("POST", f"/studies/{name}/trials/0/cancel")

    thread = threading.Thread(target=cancel)
    thread.start()
    begun = time.monotonic()
    assert main(["run", "--study", name, "--trials", "1", *command, str(began)]) == 0
    thread.join()
    assert time.monotonic() - begun < 50
    assert study.trial(0).state == "cancelled"


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_programs_and_releases_trials(name: str, tmp_path: Path, workers: str, signum: signal.Signals) -> None:
    command = program(
        tmp_path,
        """
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)  # so that the command is busy with it for the time of its grace
open(sys.argv[1] + os.environ["PARLEY_TRIAL"], "w").write(str(os.getpid()))
time.sleep(120)
""",
    )
    arguments = ["run", "--study", name, *PARAMS, "--minimize", "loss", "--workers", workers, "--grace", "1"]
    own = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, parley.cli; sys.exit(parley.cli.main())",
            *arguments,
            *command,
            str(tmp_path / "pid-"),
        ]
    )
    files = [tmp_path / f"pid-{n}" for n in range(int(workers))]
    try:
        eventually(lambda: all(file.exists() and file.read_text() for file in files), 60)
        own.send_signal(signum)
        if signum != signal.SIGINT:
            time.sleep(0.2)
            own.send_signal(signum)  # as terminals and their shells both do
        assert own.wait(60) == 130
    finally:
        own.kill()
    assert states(name) == {"queued": int(workers)}
    for file in files:
        with pytest.raises(ProcessLookupError):
            os.kill(int(file.read_text()), 0)


def test_a_command_that_is_to_outlive_its_terminal_does(name: str, tmp_path: Path) -> None:
    command = program(tmp_path, "os.kill(os.getppid(), 1); time.sleep(0.5); print(1)")
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        assert main(["run", "--study", name, *PARAMS, "--minimize", "loss", "--trials", "1", *command]) == 0
    finally:
        signal.signal(signal.SIGHUP, before)
    assert states(name) == {"complete": 1}


def test_wrong_commands_say_what_to_do(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def says(arguments: list[str], text: str) -> None:
        assert main(arguments) == 1
        assert text in capfd.readouterr().err

    says(["run", "--study", name], "behind --")
    says(["run", "--study", name, "--", "true"], "--param or --space")
    says(["run", "--study", name, *PARAMS, "--", "no-such-program"], "no program 'no-such-program'")
    says(["run", "--study", name, *PARAMS, "--", "true", "{nix}"], "{nix}")
    says(["run", "--study", name, "--maximize", "x", "--", "true"], "other objectives: minimize value")
    says(["run", "--study", name, "--param", "x", "--", "true"], "no parameter")
    says(["run", "--study", name, *PARAMS, "--failures", "0", "--", "true"], "--failures must be positive")
    says(["run", "--study", name, *PARAMS, "--pruner", "{bad", "--", "true"], "is no JSON")
    space = tmp_path / "space.json"
    for wrong, text in (
        ('["lr"]', "'lr' is no parameter"),
        ('[{"name": "m", "type": "float", "low": 0, "high": 1, "when": "s"}]', "no parameter"),
        ('[{"name": "m"}]', "'type' is missing"),
    ):
        space.write_text(wrong)
        says(["run", "--study", name, "--space", str(space), "--", "true"], text)
    says(["best", "no-such-study"], "no-such-study")
    says(["--url", "localhost:1", "studies"], "http://")
    with pytest.raises(SystemExit):
        main(["run", "--study", name, "true"])
