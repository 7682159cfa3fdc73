from __future__ import annotations

import math
import multiprocessing
import pickle
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import parley

optuna = pytest.importorskip("optuna")
optuna.logging.set_verbosity(optuna.logging.ERROR)

from parley.optuna import ParleySampler  # noqa: E402
from parley.optuna._link import Links  # noqa: E402
from parley.optuna._space import SharedSpace, observed  # noqa: E402

CHOICES: list[list[Any]] = [["adam", "sgd"], [None, True, 1, 1.0, "1"], [False, True], [1.5, 2], [1, 2.0], ["", "x"]]


def of_parley(study: Any) -> parley.Study:
    return parley.load_study(study._storage.get_study_system_attrs(study._study_id)["parley:study"]["name"])


def states(study: parley.Study) -> dict[str, int]:
    return {state: count for state, count in study.document["progress"]["trials"].items() if count}


def mixed(trial: Any) -> float:
    x = trial.suggest_float("x", -2, 2)
    lr = trial.suggest_float("lr", 1e-5, 0.1, log=True)
    step = trial.suggest_float("step", 0.1, 0.95, step=0.25)
    n = trial.suggest_int("n", 3, 11, step=4)
    m = trial.suggest_int("m", 1, 1000, log=True)
    picked = [trial.suggest_categorical(f"c{place}", choices) for place, choices in enumerate(CHOICES)]
    trial.suggest_categorical("single", ["only"])
    trial.suggest_int("one", 4, 4)
    assert -2 <= x <= 2 and 1e-5 <= lr <= 0.1 and n in (3, 7, 11) and isinstance(n, int) and 1 <= m <= 1000
    assert any(math.isclose(step, 0.1 + 0.25 * k) for k in range(4))
    for choice, choices in zip(picked, CHOICES, strict=True):
        assert any(choice is c or (type(choice) is type(c) and choice == c) for c in choices)
    return float(x * x + (math.log10(lr) + 3) ** 2 + (picked[0] == "sgd") + n / 11)


def test_every_kind_of_parameter(name: str) -> None:
    study = optuna.create_study(study_name=name, sampler=ParleySampler(seed=3))
    study.optimize(mixed, n_trials=25)
    mine = of_parley(study)
    assert states(mine) == {"complete": 25}
    assert [p.name for p in mine.space] == ["c0", "c1", "c2", "c3", "c4", "c5", "lr", "m", "n", "step", "x"]
    trials = mine.trials
    assert trials[0].imported and not trials[1].imported
    assert sorted(t.attributes["optuna"] for t in trials) == list(range(25))
    by_number = {t.attributes["optuna"]: t for t in trials}
    assert all(by_number[t.number].value == pytest.approx(t.value) for t in study.trials)
    assert {t.params["c1"] for t in study.trials} >= {None}


def test_it_finds_better_values_than_random_search(name: str) -> None:
    def objective(trial: Any) -> float:
        x, y = trial.suggest_float("x", -5, 5), trial.suggest_float("y", -5, 5)
        return float((x - 1) ** 2 + (y + 2) ** 2)

    found: dict[str, list[float]] = {"parley": [], "random": []}
    for seed in range(3):
        for kind, sampler in (("parley", ParleySampler(seed=seed)), ("random", optuna.samplers.RandomSampler(seed=seed))):
            study = optuna.create_study(study_name=f"{name}-{kind}-{seed}", sampler=sampler)
            study.optimize(objective, n_trials=30)
            found[kind].append(study.best_value)
    assert statistics.median(found["parley"]) < statistics.median(found["random"]) / 3


def test_a_declared_space_is_asked_from_the_first_trial_on(name: str) -> None:
    space = {"x": optuna.distributions.FloatDistribution(-2, 2)}
    study = optuna.create_study(study_name=name, direction="maximize", sampler=ParleySampler(search_space=space, study=name))
    study.optimize(lambda trial: trial.suggest_float("x", -2, 2), n_trials=4)
    mine = parley.load_study(name)
    assert mine.objectives == {"value": "maximize"}
    assert not any(trial.imported for trial in mine.trials)
    assert mine.best_value == study.best_value


def test_what_there_was_is_imported_first(name: str) -> None:
    study = optuna.create_study(study_name=name, sampler=optuna.samplers.RandomSampler(seed=1))
    study.optimize(lambda trial: trial.suggest_float("x", -2, 2) ** 2, n_trials=12)
    study.sampler = ParleySampler()
    study.optimize(lambda trial: trial.suggest_float("x", -2, 2) ** 2, n_trials=3)
    trials = of_parley(study).trials
    assert [trial.imported for trial in trials] == [True] * 12 + [False] * 3
    assert [trial.value for trial in trials] == [trial.value for trial in study.trials]


def test_pruned_failed_and_enqueued_trials(name: str) -> None:
    study = optuna.create_study(study_name=name, sampler=ParleySampler())
    study.enqueue_trial({"x": 0.5})

    def objective(trial: Any) -> float:
        x, y = trial.suggest_float("x", 0, 1), trial.suggest_float("y", 0, 1)
        if trial.number in (5, 6):
            assert x == 0.25
        if trial.number == 6:
            assert y == 0.75
        if trial.number == 3:
            trial.report(0.7, step=4)
            raise optuna.TrialPruned
        if trial.number == 4:
            raise ValueError
        return float(x)

    study.optimize(objective, n_trials=5, catch=(ValueError,))
    study.enqueue_trial({"x": 0.25})
    study.enqueue_trial({"x": 0.25, "y": 0.75})
    study.optimize(objective, n_trials=3)
    mine = of_parley(study)
    assert states(mine) == {"complete": 6, "pruned": 1, "failed": 1}
    by_number = {t.attributes["optuna"]: t for t in mine.trials}
    assert by_number[0].params.x == 0.5
    assert (by_number[3].state, by_number[3].step, by_number[3].values) == ("pruned", 4, {"value": 0.7})
    assert by_number[5].params.x == 0.25 and not by_number[5].imported
    assert dict(by_number[6].params) == {"x": 0.25, "y": 0.75}


def test_hyperband_prunes_what_parley_suggests(name: str) -> None:
    def objective(trial: Any) -> float:
        x = trial.suggest_float("x", 0, 1)
        for step in range(9):
            trial.report(x + 1 / (step + 1), step)
            if trial.should_prune():
                raise optuna.TrialPruned
        return float(x)

    pruner = optuna.pruners.HyperbandPruner(min_resource=1, max_resource=9)
    study = optuna.create_study(study_name=name, sampler=ParleySampler(seed=1), pruner=pruner)
    study.set_metric_names(["loss"])
    study.optimize(objective, n_trials=12)
    mine = of_parley(study)
    assert mine.objectives == {"loss": "minimize"}
    assert sorted(trial.attributes["optuna"] for trial in mine.trials) == list(range(12))


def test_several_objectives_with_constraints(name: str) -> None:
    def objective(trial: Any) -> tuple[float, float]:
        x = trial.suggest_float("x", 0, 1)
        trial.set_user_attr("c", x - 0.8)
        return x, 1 - x

    sampler = ParleySampler(constraints_func=lambda trial: [trial.user_attrs["c"]])
    study = optuna.create_study(study_name=name, directions=["minimize", "maximize"], sampler=sampler)
    study.set_metric_names(["cost", "gain"])
    study.optimize(objective, n_trials=8)
    mine = of_parley(study)
    assert mine.objectives == {"cost": "minimize", "gain": "maximize"}
    assert all(t.constraints["constraint_0"] == pytest.approx(t.values["cost"] - 0.8) for t in mine.trials)
    assert {t.params.x for t in mine.front} == {t.params["x"] for t in study.best_trials}


def test_an_infinite_constraint_is_a_very_large_one(name: str) -> None:
    bounds = {0: -math.inf, 1: math.inf}
    sampler = ParleySampler(study=name, constraints_func=lambda trial: [bounds.get(trial.number, 0.5 - trial.params["x"])])
    study = optuna.create_study(study_name=name, sampler=sampler)
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=15)
    mine = parley.load_study(name)
    assert states(mine) == {"complete": 15}
    assert [trial.constraints["constraint_0"] for trial in mine.trials[:2]] == [-sys.float_info.max, sys.float_info.max]


def test_a_trial_without_its_constraints_is_not_kept(name: str) -> None:
    def constraints(trial: Any) -> list[float]:
        if trial.number == 1:
            raise ValueError("no constraints")
        return [0.0]

    study = optuna.create_study(study_name=name, sampler=ParleySampler(study=name, constraints_func=constraints))
    with pytest.raises(ValueError, match="no constraints"):
        study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=3)
    assert states(parley.load_study(name)) == {"complete": 1, "failed": 1}
    assert not study.sampler._running


def test_what_another_worker_has_by_now_is_not_cancelled(name: str) -> None:
    space = {"x": optuna.distributions.FloatDistribution(0, 1)}
    study = optuna.create_study(study_name=name, sampler=ParleySampler(study=name, search_space=space))
    trial = study.ask()
    trial.suggest_float("x", 2, 3)  # and not what Parley suggested
    mine = parley.load_study(name)
    note = study.trials[0].system_attrs["parley:trial"]
    mine._call("POST", f"/trials/{note['number']}/release", {"lease": note["lease"]})
    other = mine.ask()
    assert other is not None and other.number == note["number"]
    study.tell(trial, 1.0)
    assert mine.tell(other, 0.5).state == "complete"


def test_what_was_evaluated_is_added_whatever_became_of_the_suggestion(name: str) -> None:
    space = {"x": optuna.distributions.FloatDistribution(0, 1), "y": optuna.distributions.FloatDistribution(0, 1)}
    study = optuna.create_study(study_name=name, sampler=ParleySampler(study=name, search_space=space))
    trial = study.ask()
    trial.suggest_float("x", 0, 1)
    for parameter in space:  # and not what Parley suggested
        study._storage.set_trial_param(trial._trial_id, parameter, 0.123, space[parameter])
    mine = parley.load_study(name)
    note = study.trials[0].system_attrs["parley:trial"]
    told = {"lease": note["lease"], "state": "complete", "values": {"value": 3.0}}
    mine._call("POST", f"/trials/{note['number']}/tell", told)
    study.tell(trial, 1.0)
    assert [(trial.value, trial.imported) for trial in mine.trials] == [(3.0, False), (1.0, True)]


def test_threads_share_a_study(name: str) -> None:
    study = optuna.create_study(study_name=name, sampler=ParleySampler())
    study.optimize(lambda trial: trial.suggest_float("x", -2, 2) ** 2, n_trials=24, n_jobs=4)
    mine = of_parley(study)
    assert sorted(trial.attributes["optuna"] for trial in mine.trials) == list(range(24))
    assert states(mine) == {"complete": 24}


def _run(storage: str, name: str) -> None:
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.load_study(study_name=name, storage=storage, sampler=ParleySampler())
    study.optimize(lambda trial: trial.suggest_float("x", -2, 2) ** 2, n_trials=6)


def test_processes_share_a_study(name: str, tmp_path: Path) -> None:
    storage = f"sqlite:///{tmp_path}/optuna.db"
    optuna.create_study(study_name=name, storage=storage)
    context = multiprocessing.get_context("spawn")
    children = [context.Process(target=_run, args=(storage, name)) for _ in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join(120)
        assert child.exitcode == 0
    study = optuna.load_study(study_name=name, storage=storage)
    mine = of_parley(study)
    assert sorted(trial.attributes["optuna"] for trial in mine.trials) == list(range(18))
    assert states(mine) == {"complete": 18}


def test_a_trial_may_be_told_by_another_process(name: str, tmp_path: Path) -> None:
    storage = f"sqlite:///{tmp_path}/optuna.db"
    first = optuna.create_study(study_name=name, storage=storage, sampler=ParleySampler())
    asked = []
    for _ in range(3):
        trial = first.ask()
        trial.suggest_float("x", 0, 1)
        asked.append(trial.number)
        if trial.number == 0:
            first.tell(trial, 1.0)
    second = optuna.load_study(study_name=name, storage=storage, sampler=pickle.loads(pickle.dumps(ParleySampler())))
    for number in asked[1:]:
        second.tell(number, 0.5)
    assert states(of_parley(first)) == {"complete": 3}


def test_a_program_that_runs_twice_adds_its_trials_to_one_study(name: str, tmp_path: Path) -> None:
    def run(storage: str | None, n_jobs: int) -> list[float]:
        study = optuna.create_study(study_name="twice", storage=storage, sampler=ParleySampler(study=name))
        study.optimize(lambda trial: trial.suggest_float("x", -2, 2) ** 2, n_trials=8, n_jobs=n_jobs)
        assert of_parley(study).name == name
        return [trial.value for trial in study.trials]

    told = run(None, 1) + run(None, 1) + run(None, 4) + run(f"sqlite:///{tmp_path}/optuna.db", 1)
    mine = parley.load_study(name)
    assert sorted(trial.values["value"] for trial in mine.trials) == pytest.approx(sorted(told))
    assert states(mine) == {"complete": 32}


def test_trials_that_change_hands_come_once(name: str, tmp_path: Path) -> None:
    first = optuna.create_study(study_name=name, sampler=ParleySampler(study=name))
    first.optimize(lambda trial: trial.suggest_float("x", -2, 2) ** 2, n_trials=6)
    copy = optuna.create_study(study_name=name, storage=f"sqlite:///{tmp_path}/o.db", sampler=ParleySampler(study=name))
    copy.add_trials(first.trials)
    for study in (first, copy):
        study.optimize(lambda trial: trial.suggest_float("x", -2, 2) ** 2, n_trials=2)
    assert states(parley.load_study(name)) == {"complete": 10}


def _fill(storage: str, name: str) -> None:
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.load_study(study_name=name, storage=storage, sampler=ParleySampler(study=name))
    study.optimize(lambda trial: trial.suggest_float("x", -2, 2) ** 2, n_trials=2)


def test_processes_that_import_at_once_import_once(name: str, tmp_path: Path) -> None:
    storage = f"sqlite:///{tmp_path}/optuna.db"
    space = {"x": optuna.distributions.FloatDistribution(-2, 2)}
    study = optuna.create_study(study_name=name, storage=storage)
    study.add_trials([optuna.trial.create_trial(params={"x": n / 200}, distributions=space, value=n) for n in range(200)])
    parley.create_study(name, [parley.Float("x", -2, 2)], minimize="value")  # it is there, and somebody else's
    context = multiprocessing.get_context("spawn")
    children = [context.Process(target=_fill, args=(storage, name)) for _ in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join(120)
        assert child.exitcode == 0
    mine = parley.load_study(name)
    assert sorted(trial.attributes["optuna"] for trial in mine.trials) == list(range(206))


def test_of_several_that_import_at_once_the_first_does(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def objective(trial: Any) -> float:
        return float(trial.suggest_float("x", -2, 2))

    study = optuna.create_study(study_name=name)
    study.optimize(objective, n_trials=3)
    iterate = parley.Study.iterate
    raced: list[bool] = []

    def late(self: parley.Study) -> Any:
        found = list(iterate(self))
        if not raced:
            raced.append(True)
            study.optimize(objective, n_trials=1)  # another process finds one more, and is faster
            Links(self.client, name, {}, None).link(study, SharedSpace(study.trials[0].distributions))
        return iter(found)

    with monkeypatch.context() as patched:
        patched.setattr(parley.Study, "iterate", late)
        Links(parley.Client(), name, {}, None).link(study, SharedSpace(study.trials[0].distributions))
    assert sorted(trial.attributes["optuna"] for trial in of_parley(study).trials) == [0, 1, 2, 3]


def test_another_definition_is_another_study(name: str, caplog: pytest.LogCaptureFixture) -> None:
    def ran(directions: list[str], strategy: str | None = None, seed: int | None = None) -> parley.Study:
        sampler = ParleySampler(study=name, strategy=strategy, seed=seed)
        study = optuna.create_study(directions=directions, sampler=sampler)
        study.optimize(lambda trial: [trial.suggest_float("x", 0, 1)] * len(directions), n_trials=2)
        return of_parley(study)

    assert ran(["minimize"], "tpe", 1).name == name
    assert "another study" not in caplog.text
    assert ran(["maximize"]).name == f"{name}-2"
    assert f"{name} at Parley is another study" in caplog.text
    assert ran(["minimize", "maximize"]).name == f"{name}-3"
    assert ran(["minimize"], "random").name == f"{name}-4"
    assert ran(["minimize"], "tpe", 2).name == name
    assert ran(["maximize"]).objectives == {"value": "maximize"}
    assert [len(parley.load_study(study).trials) for study in (name, f"{name}-2", f"{name}-3", f"{name}-4")] == [4, 4, 2, 2]


def test_a_change_of_the_space_that_somebody_makes_as_well(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    study = optuna.create_study(sampler=ParleySampler(study=name))
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=2)
    call, space = parley.Client.call, SharedSpace({"x": optuna.distributions.FloatDistribution(0, 3)})
    raced: list[bool] = []

    def late(self: parley.Client, method: str, path: str, body: Any = None, **more: Any) -> Any:
        if method == "PATCH" and not raced:
            raced.append(True)
            call(self, method, path, body, **more)
        return call(self, method, path, body, **more)

    links = Links(parley.Client(), name, {}, None)
    monkeypatch.setattr(parley.Client, "call", late)
    assert links.link(study, space).study.name == name


@pytest.mark.parametrize(
    ("first", "second", "studies"),
    [
        (lambda t: t.suggest_float("x", 0, 1), lambda t: t.suggest_float("x", 0, 2), 1),
        (lambda t: t.suggest_float("x", 0, 1), lambda t: t.suggest_float("x", 0, 1) + t.suggest_int("n", 0, 9), 1),
        (lambda t: t.suggest_float("x", 0, 1) + t.suggest_int("n", 0, 9), lambda t: t.suggest_float("x", 0, 1), 2),
    ],
)
def test_a_space_that_changes(name: str, first: Callable[[Any], float], second: Callable[[Any], float], studies: int) -> None:
    study = optuna.create_study(study_name=name, sampler=ParleySampler(study=name))
    study.optimize(first, n_trials=5)
    study.optimize(second, n_trials=5)
    mine = of_parley(study)
    assert mine.name == (name if studies == 1 else f"{name}-{studies}")
    assert len(mine.trials) == 10
    assert states(mine)["complete"] >= 9  # the first trial after the change was asked for with the old space


def test_branches_of_a_program(name: str, caplog: pytest.LogCaptureFixture) -> None:
    def objective(trial: Any) -> float:
        kind = trial.suggest_categorical("kind", ["a", "b"])
        x = trial.suggest_float("x", 0, 1)
        dynamic = trial.suggest_float("dynamic", 0, x + 0.1)
        return float(x + (trial.suggest_float("only-a", 0, 1) if kind == "a" else 0) + dynamic)

    study = optuna.create_study(study_name=name, sampler=ParleySampler(seed=1))
    study.optimize(objective, n_trials=30)
    mine = of_parley(study)
    assert {p.name for p in mine.space} == {"kind", "x"}
    assert caplog.text.count("the range of dynamic keeps changing") == 1
    finished = [t for t in mine.trials if t.state == "complete"]
    assert sorted(t.attributes["optuna"] for t in finished) == list(range(30))
    assert all(t.params.x == study.trials[t.attributes["optuna"]].params["x"] for t in finished)


def test_spaces_from_one_to_the_other() -> None:
    distributions = {
        "x": optuna.distributions.FloatDistribution(0, 1, step=0.25),
        "n": optuna.distributions.IntDistribution(1, 8, log=True),
        "c": optuna.distributions.CategoricalDistribution([None, "None", 2, 2.0]),
    }
    space = SharedSpace(distributions)
    for choice in (None, "None", 2):
        params = {"x": 0.25, "n": 3, "c": choice}
        there = space.configuration(params)
        assert there is not None
        back = space.params(there)
        assert back == params and type(back["c"]) is type(choice)
    assert space.configuration({"x": 0.25, "n": 3}) is None
    assert space.configuration({"x": 7, "n": 3, "c": None}) is None
    assert observed([]) == ({}, set())


def test_only_a_range_that_keeps_changing_is_no_parameter() -> None:
    def trial(high: float) -> Any:
        return optuna.trial.create_trial(
            params={"x": 0.5}, distributions={"x": optuna.distributions.FloatDistribution(0, high)}, value=0
        )

    changed_by_hand = [trial(high) for high in (1, 2, 3, 4) for _ in range(8)]
    assert observed(changed_by_hand) == ({"x": optuna.distributions.FloatDistribution(0, 4)}, set())
    assert observed([trial(high) for high in (1, 2, 3, 4)]) == ({}, {"x"})
