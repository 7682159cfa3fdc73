from __future__ import annotations

import math
import pickle
from importlib import metadata

import pytest

import parley
from parley import Categorical, Float, Int, Ordinal
from tests.conftest import REPOSITORY

SPACE: list[parley.Parameter] = [
    Float("lr", 1e-5, 0.1, log=True, default=0.001),
    Float("dropout", 0, 0.9, step=0.1),
    Int("width", 8, 512, log=True),
    Ordinal("batch", [16, 32, 64]),
    Categorical("solver", ["adam", "sgd"]),
    Float("momentum", 0, 0.99, when={"solver": "sgd"}),
]


def test_a_study_is_created_found_and_loaded_as_it_was_declared(client: parley.Client, name: str) -> None:
    study = client.create_study(
        name,
        SPACE,
        maximize="accuracy",
        strategy="tpe",
        seed=7,
        pruner={"type": "median", "warmup_steps": 5},
        limits={"trials": 100, "parallel": 8},
        lease={"seconds": 600},
        description="Digits",
        labels={"team": "vision"},
    )
    assert client.create_study(name, SPACE, maximize="accuracy").name == study.name
    loaded = parley.load_study(name)
    assert loaded.space == [
        *SPACE[:-1],
        Float("momentum", 0, 0.99, when={"solver": ["sgd"]}),
    ]
    assert loaded.objectives == {"accuracy": "maximize"}
    document = loaded.document
    assert document["strategy"]["type"] == "tpe"
    assert document["strategy"]["seed"] == 7
    assert document["pruner"]["warmupSteps"] == 5
    assert document["limits"] == {"trials": 100, "parallel": 8}
    assert document["lease"]["seconds"] == 600
    assert document["labels"] == {"team": "vision"}
    assert name in [found.name for found in client.studies(labels={"team": "vision"})]
    assert pickle.loads(pickle.dumps(loaded)).state == "active"


def test_another_definition_is_refused(client: parley.Client, name: str) -> None:
    client.create_study(name, SPACE)
    with pytest.raises(parley.StudyExists):
        client.create_study(name, [Float("x", 0, 1)])
    with pytest.raises(parley.StudyExists):
        client.create_study(name, SPACE, exist_ok=False)


def test_refusals_say_what_is_wrong_and_where(client: parley.Client, name: str) -> None:
    with pytest.raises(parley.Problem, match=r"/space/0/high") as refused:
        client.create_study(name, [Float("x", 1, 0)])
    assert refused.value.type == "invalid-request"
    with pytest.raises(parley.Problem, match="tpee"):
        client.create_study(name, [Float("x", 0, 1)], strategy="tpee")
    with pytest.raises(parley.Problem, match="typ"):
        client.create_study(name, [Float("x", 0, 1)], strategy={"typ": "tpe"})
    with pytest.raises(parley.ParleyError, match="one parameter"):
        client.create_study(name, [Float("x", 0, 1, when={"a": 1, "b": 2})])
    with pytest.raises(parley.NotFound):
        client.load_study(name)
    with pytest.raises(parley.ParleyError, match="minimized and maximized"):
        client.create_study(name, SPACE, minimize="a", maximize=["b", "a"])
    with pytest.raises(parley.ParleyError, match="http://"):
        parley.Client("127.0.0.1:8080")
    study = client.create_study(name, SPACE)
    with pytest.raises(parley.ParleyError, match="no complete"):
        _ = study.best
    with pytest.raises(parley.Problem, match="lr"):
        study.enqueue({"lr": 7, "dropout": 0, "width": 8, "batch": 16, "solver": "adam"})


def test_asking_and_telling_by_hand(client: parley.Client, name: str) -> None:
    study = client.create_study(name, SPACE, minimize="loss", limits={"parallel": 1})
    study.enqueue({"lr": 0.01, "dropout": 0.5, "width": 64, "batch": 32, "solver": "adam"})
    trial = study.ask()
    assert trial is not None
    assert dict(trial.params) == {"lr": 0.01, "dropout": 0.5, "width": 64, "batch": 32, "solver": "adam"}
    assert trial.params.lr == trial["lr"] == trial.configuration["lr"] == 0.01
    assert isinstance(trial.params.lr, float)
    with pytest.raises(KeyError, match="not active"):
        trial["momentum"]
    with pytest.raises(AttributeError, match="no parameter 'nix'"):
        _ = trial.params.nix
    assert trial.params.get("momentum", 0.9) == 0.9
    assert study.ask() is None
    trial.set_attribute("epochs", 12)
    trial.set_constraint("memory", -1)
    record = study.tell(trial, 0.25)
    assert (record.state, record.value, record.attributes, record.constraints) == (
        "complete",
        0.25,
        {"epochs": 12},
        {"memory": -1},
    )
    with pytest.raises(parley.Conflict):
        study.tell(trial, 0.5)
    assert study.tell(trial, 0.25).value == 0.25
    best = study.best
    assert isinstance(best, parley.TrialRecord)
    assert best.number == record.number
    assert study.best_value == 0.25
    assert study.best_params["width"] == 64
    assert study.trial(0).finished_at is not None

    released = study.ask()
    assert released is not None
    study.release(released)
    study.release(released)
    assert study.trial(released.number).state == "queued"
    failed = study.ask()
    assert failed is not None
    assert failed.number == released.number
    assert study.tell(failed, state="failed", reason="no memory").reason == "no memory"


def test_states_of_a_study(client: parley.Client, name: str) -> None:
    study = client.create_study(name, SPACE)
    study.pause()
    assert study.state == "paused"
    study.resume()
    assert study.state == "active"
    study.complete()
    assert study.state == "completed"
    study.delete()
    with pytest.raises(parley.NotFound):
        _ = study.state


def test_scores_and_estimates_tell_how_sure_a_value_is(client: parley.Client, name: str) -> None:
    study = client.create_study(name, SPACE, maximize="accuracy")
    first, second = study.ask(), study.ask()
    assert first is not None and second is not None
    told = study.tell(first, parley.Scores([0.9, 0.8, 1.0]))
    assert told.values["accuracy"] == pytest.approx(0.9)
    assert told.standard_errors["accuracy"] == pytest.approx(0.1 / math.sqrt(3))
    assert study.tell(second, {"accuracy": parley.Estimate(0.5, 0.01)}).standard_errors == {"accuracy": 0.01}


def test_a_table_of_trials_and_importances(client: parley.Client, name: str) -> None:
    pandas = pytest.importorskip("pandas")
    study = client.create_study(name, [Float("x", 0, 1), Float("y", 0, 1)], strategy="random", seed=1)
    empty = list(study.dataframe().columns)
    first = ["number", "state", "origin", "value", "params_x", "params_y"]
    assert empty == [*first, "worker", "started_at", "finished_at", "duration"]
    study.optimize(lambda trial: trial.params.x, trials=40, progress=False)
    table = study.dataframe()
    assert len(table) == 40
    assert list(table.columns) == empty
    assert table["value"].equals(table["params_x"])
    assert table["duration"].dtype == pandas.to_timedelta(["1s"]).dtype
    importance = study.importance()
    assert list(importance) == ["x", "y"]
    assert importance["x"] > 0.9


def test_the_package_has_its_license() -> None:
    distribution = metadata.distribution("parley")
    assert distribution.metadata.get_all("License-File") == ["LICENSE"]
    [file] = [file for file in distribution.files or [] if file.name == "LICENSE"]
    assert file.read_text() == (REPOSITORY / "LICENSE").read_text()


def test_a_word_of_a_newer_service_stays_what_it_is() -> None:
    from parley import api

    origin = api.Origin("oracle")
    assert origin.value == "oracle"
    trial = api.Trial.from_dict(
        {
            "attempt": 1,
            "configuration": {},
            "createdAt": "2026-01-01T00:00:00Z",
            "number": 0,
            "origin": "oracle",
            "revision": 1,
            "state": "running",
        }
    )
    assert trial is not None
    assert trial.origin.value == "oracle"
