from __future__ import annotations

import _thread
import gc
import io
import itertools
import math
import pathlib
import sys
import threading
import time
import weakref
from typing import Any

import pytest

import parley
from parley import Float, Int
from parley.trial import Trial
from tests.conftest import eventually

SPACE: list[parley.Parameter] = [Float("x", -1, 1), Int("n", 1, 10)]


def loss(trial: Trial) -> float:
    return float(trial["x"] ** 2 + trial["n"])


def states(study: parley.Study) -> dict[str, int]:
    return {state: count for state, count in study.document["progress"]["trials"].items() if count}


@pytest.mark.parametrize("workers", [1, 4])
def test_so_many_trials_are_evaluated(client: parley.Client, name: str, workers: int) -> None:
    study = client.create_study(name, SPACE, minimize="loss", strategy="random")
    study.optimize(loss, trials=13, workers=workers)
    assert states(study) == {"complete": 13}
    study.optimize(loss, trials=3, workers=workers)
    assert states(study) == {"complete": 16}
    study.optimize(loss, trials=0)
    assert states(study) == {"complete": 16}
    assert study.best_value == min(trial.values["loss"] for trial in study.trials)


def test_it_ends_earlier_when_the_study_is_completed(client: parley.Client, name: str) -> None:
    study = client.create_study(name, SPACE, limits={"trials": 7})
    study.optimize(loss, trials=100, workers=3)
    assert states(study) == {"complete": 7}
    assert study.state == "completed"


def test_workers_work_at_the_same_time(client: parley.Client, name: str) -> None:
    study = client.create_study(name, SPACE)
    together = threading.Barrier(4, timeout=30)

    def objective(trial: Trial) -> float:
        together.wait()
        return 0.0

    study.optimize(objective, trials=8, workers=4)
    assert states(study) == {"complete": 8}


def test_a_timeout_lets_running_trials_end(client: parley.Client, name: str) -> None:
    study = client.create_study(name, SPACE)

    def objective(trial: Trial) -> float:
        time.sleep(0.4)
        return 1.0

    begun = time.monotonic()
    study.optimize(objective, timeout=1, workers=2)
    assert 1 <= time.monotonic() - begun < 10
    assert set(states(study)) == {"complete"}


def test_a_callback_may_stop(client: parley.Client, name: str) -> None:
    study = client.create_study(name, SPACE)
    seen: list[int] = []

    def callback(study: parley.Study, record: parley.TrialRecord) -> None:
        seen.append(record.number)
        if len(seen) == 5:
            study.stop()

    study.optimize(loss, trials=50, callbacks=[callback])
    assert states(study) == {"complete": 5}


def test_pruned_and_infeasible_trials(client: parley.Client, name: str) -> None:
    study = client.create_study(name, SPACE, pruner={"type": "threshold", "upper": 5})
    ends = itertools.cycle(["complete", "report", "raise", "infeasible", "nan"])

    def objective(trial: Trial) -> float:
        end = next(ends)
        trial.set_attribute("end", end)
        if end == "report":
            trial.report(1, step=1)
            assert not trial.should_prune()
            trial.report({"value": 7.5, "other": 3}, step=2)
            assert trial.should_prune()
            assert trial.last_report == parley.Report(2, {"value": 7.5, "other": 3})
            raise parley.TrialPruned
        if end == "raise":
            raise parley.Pruned
        if end == "infeasible":
            raise parley.Infeasible("no room")
        return float("nan") if end == "nan" else 1.0

    study.optimize(objective, trials=10)
    assert states(study) == {"complete": 2, "pruned": 4, "infeasible": 4}
    by_end = {trial.attributes["end"]: trial for trial in study.trials}
    assert by_end["report"].step == 2
    assert by_end["report"].values == {"value": 7.5}
    assert by_end["infeasible"].reason == "no room"


def test_several_objectives_and_constraints(client: parley.Client, name: str) -> None:
    study = client.create_study(name, SPACE, objectives={"error": "minimize", "speed": "maximize"})

    def objective(trial: Trial) -> Any:
        trial.set_constraint("budget", trial["n"] - 6)
        error, speed = (trial["x"] - 0.5) ** 2, trial["x"]
        return (error, speed) if trial.number % 2 else {"speed": speed, "error": error}

    study.optimize(objective, trials=25, workers=2)
    front = study.best
    assert isinstance(front, list)
    feasible = [(t.number, t.values["error"], t.values["speed"]) for t in study.trials if t.params.n <= 6]
    expected = {n for n, e, s in feasible if not any(f <= e and t >= s and (f, t) != (e, s) for _, f, t in feasible)}
    assert {trial.number for trial in front} == expected
    with pytest.raises(parley.ParleyError, match="several"):
        _ = study.best_trial


@pytest.mark.parametrize("workers", [1, 3])
def test_an_exception_fails_the_trial_and_is_raised_after_the_others(client: parley.Client, name: str, workers: int) -> None:
    study = client.create_study(name, SPACE)

    def objective(trial: Trial) -> float:
        if trial.number == 3:
            raise ZeroDivisionError("in the middle")
        time.sleep(0.05)
        return 1.0

    with pytest.raises(ZeroDivisionError):
        study.optimize(objective, trials=50, workers=workers)
    assert set(states(study)) == {"complete", "failed"}
    reason = study.trial(3).reason
    assert reason is not None
    assert "ZeroDivisionError: in the middle" in reason
    assert "test_optimize.py" in reason


@pytest.mark.parametrize("workers", [1, 3])
def test_an_objective_that_exits_and_a_callback_that_raises(client: parley.Client, name: str, workers: int) -> None:
    study = client.create_study(name, SPACE)

    def objective(trial: Trial) -> float:
        if trial.number == 3:
            sys.exit(4)
        time.sleep(0.1)
        return 1.0

    with pytest.raises(SystemExit):
        study.optimize(objective, trials=50, workers=workers)
    assert set(states(study)) == {"complete", "queued"}
    assert states(study)["queued"] == 1

    def callback(study: parley.Study, record: parley.TrialRecord) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        study.optimize(loss, trials=50, workers=workers, callbacks=[callback])
    assert set(states(study)) == {"complete"}


def test_exceptions_that_are_caught_do_not_end_it(client: parley.Client, name: str) -> None:
    study = client.create_study(name, SPACE)

    def objective(trial: Trial) -> float:
        if trial.number % 2:
            raise ValueError("x" * 20_000 + "\0")
        return 1.0

    study.optimize(objective, trials=6, workers=2, catch=(ValueError,))
    assert states(study) == {"complete": 3, "failed": 3}


@pytest.mark.parametrize(
    ("returned", "text"), [(None, "None"), ("0.5", "number"), ((1, 2), "2 values"), ({"loss": 1}, "loss"), (True, "number")]
)
def test_a_result_that_is_none_is_said(client: parley.Client, name: str, returned: Any, text: str) -> None:
    study = client.create_study(name, SPACE)
    with pytest.raises((TypeError, ValueError), match=text):
        study.optimize(lambda trial: returned, trials=5)
    assert states(study) == {"failed": 1}


class Measured:
    """A number or array as NumPy has it."""

    def __init__(self, values: Any) -> None:
        self._values = values

    def tolist(self) -> Any:
        return self._values


def test_attributes_and_constraints_that_json_cannot_say(client: parley.Client, name: str) -> None:
    study = client.create_study(name, SPACE)

    def objective(trial: Trial) -> float:
        trial.set_attribute("grad", float("nan"))
        trial.set_attribute("f1", Measured(0.9))
        trial.set_attribute("more", {"path": pathlib.Path("a"), "of": [Measured([1, float("inf")]), (True, None)]})
        trial.set_constraint("memory", -math.inf)
        with pytest.raises(ValueError, match="the constraint time"):
            trial.set_constraint("time", math.nan)
        return 1.0

    study.optimize(objective, trials=1)
    trial = study.trial(0)
    assert trial.attributes == {"grad": "NaN", "f1": 0.9, "more": {"path": "a", "of": [[1, "Infinity"], [True, None]]}}
    assert trial.constraints == {"memory": -sys.float_info.max}


def test_a_result_that_is_refused_is_told_as_far_as_may_be(client: parley.Client, name: str) -> None:
    study = client.create_study(name, SPACE)

    def objective(trial: Trial) -> Any:
        trial._attributes["raw"] = float("nan")  # as a service may refuse for reasons that this package does not know
        return 1.0 if trial.number == 0 else parley.Estimate(1.0, -1)

    study.optimize(objective, trials=1)
    assert (study.trial(0).value, study.trial(0).attributes) == (1.0, {})
    with pytest.raises(parley.Problem, match="standardErrors"):
        study.optimize(objective, trials=5)
    assert states(study) == {"complete": 1, "failed": 1}
    assert "the result was refused" in str(study.trial(1).reason)
    study.optimize(objective, trials=2, catch=parley.Problem)
    assert states(study) == {"complete": 1, "failed": 3}


def test_a_result_that_cannot_be_told_leaves_nothing_leased(
    client: parley.Client, name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    study = client.create_study(name, SPACE)

    def unreachable(*request: Any) -> Any:
        raise parley.Unreachable("nobody there")

    with monkeypatch.context() as patch, pytest.raises(parley.Unreachable):
        patch.setattr(study, "_tell", unreachable)
        study.optimize(lambda trial: 0.12345, trials=5)
    assert states(study) == {"queued": 1}
    assert "0.12345" in caplog.text


@pytest.mark.parametrize("workers", [1, 3])
def test_ctrl_c_leaves_nothing_leased(client: parley.Client, name: str, workers: int) -> None:
    study = client.create_study(name, SPACE)
    stopped: list[bool] = []

    def objective(trial: Trial) -> float:
        if trial.number == 4:
            _thread.interrupt_main()
        if trial.number >= 3:
            for _ in range(100):
                time.sleep(0.05)
                if trial.should_prune():
                    stopped.append(True)
                    break
        return 1.0

    with pytest.raises(KeyboardInterrupt):
        study.optimize(objective, trials=50, workers=workers)
    after = states(study)
    assert "running" not in after
    assert after["queued"] >= 1
    begun = time.monotonic()
    while workers > 1 and len(stopped) < 1:
        assert time.monotonic() - begun < 20
        time.sleep(0.05)
    assert states(study) == after


@pytest.mark.parametrize("workers", [1, 8])
def test_ctrl_c_at_any_moment_leaves_nothing_leased(client: parley.Client, name: str, workers: int) -> None:
    for attempt in range(5):
        study = client.create_study(f"{name}-{attempt}", SPACE)
        timer = threading.Timer(0.15 + 0.11 * attempt, _thread.interrupt_main)
        with pytest.raises(KeyboardInterrupt):
            timer.start()
            study.optimize(loss, workers=workers)
        assert "running" not in states(study)


def test_a_cancelled_trial_ends_at_its_next_report(client: parley.Client, name: str) -> None:
    study = client.create_study(name, SPACE)
    seen: list[str] = []

    def objective(trial: Trial) -> float:
        if trial.number == 1:
            client.call("POST", f"/studies/{name}/trials/1/cancel")
            try:
                trial.report(1.0, step=1)
            except parley.LeaseLost:
                seen.append("lost")
                assert trial.lost
                assert trial.should_prune()
                raise
        return 1.0

    study.optimize(objective, trials=4)
    assert seen == ["lost"]
    assert states(study) == {"complete": 3, "cancelled": 1}


def test_heartbeats_keep_a_trial_and_notice_its_loss(client: parley.Client, name: str) -> None:
    study = client.create_study(name, SPACE, lease={"seconds": 2, "attempts": 5})
    kept: list[bool] = []

    def objective(trial: Trial) -> float:
        if trial.number == 0:
            time.sleep(5)  # far longer than the lease
            kept.append(not trial.lost)
            return 1.0
        client.call("POST", f"/studies/{name}/trials/{trial.number}/cancel")
        deadline = time.monotonic() + 20
        while not trial.should_prune():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        raise parley.Pruned

    study.optimize(objective, trials=2)
    assert kept == [True]
    assert states(study) == {"complete": 1, "cancelled": 1}
    assert study.trial(0).attempt == 1


def test_a_trial_that_nobody_holds_is_let_go(client: parley.Client, name: str) -> None:
    study = client.create_study(name, SPACE, lease={"seconds": 2, "attempts": 5})
    kept, dropped = study.ask(), study.ask()
    assert kept is not None and dropped is not None
    number, alive = dropped.number, weakref.ref(dropped)
    del dropped
    gc.collect()
    assert alive() is None
    eventually(lambda: study.trial(number).state == "queued")
    assert study.trial(kept.number).state == "running"


def test_fixed_values_and_workers_names(client: parley.Client, name: str) -> None:
    study = client.create_study(name, SPACE)
    study.optimize(loss, trials=3, fixed={"n": 4}, worker="gpu-3")
    assert [(trial.params.n, trial.worker) for trial in study.trials] == [(4, "gpu-3")] * 3


def test_wrong_arguments(client: parley.Client, name: str) -> None:
    study = client.create_study(name, SPACE)
    with pytest.raises(ValueError, match="workers"):
        study.optimize(loss, trials=1, workers=0)
    with pytest.raises(ValueError, match="trials"):
        study.optimize(loss, trials=-1)


def test_a_paused_study_is_waited_for(client: parley.Client, name: str) -> None:
    study = client.create_study(name, SPACE)
    study.pause()
    resumer = threading.Timer(1.0, study.resume)
    resumer.start()
    study.optimize(loss, trials=3)
    resumer.join()
    assert states(study) == {"complete": 3}


def test_a_plain_line_shows_how_far_it_is(client: parley.Client, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setitem(sys.modules, "tqdm", None)
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    study = client.create_study(name, SPACE)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    study.optimize(loss, trials=3)
    assert f"{name}: 3/3 trials" in terminal.getvalue()
    assert f"best {study.best_value:.6g} of trial {study.best_trial.number}" in terminal.getvalue()
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)
    study.optimize(loss, trials=2)
    study.optimize(loss, trials=1, progress=False)
    assert pipe.getvalue() == ""
