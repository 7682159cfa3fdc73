"""Imports Optuna's database files into Parley, exports them again, and has Optuna compare what it finds in both.

    python bench/optuna/roundtrip.py --url http://127.0.0.1:8080 FILE...
    python bench/optuna/roundtrip.py --make studies.db      # a file with what define-by-run programs do

Every study must come in with the same trials, best and space, and go out with the same trials. Without files, it compares a file
that it makes itself.
"""

import argparse
import json
import math
import pathlib
import shutil
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import uuid

import optuna
from optuna.distributions import CategoricalDistribution
from optuna.trial import TrialState


def call(url, method="GET", body=None):
    request = urllib.request.Request(url, body, {"Content-Type": "application/vnd.sqlite3"}, method=method)
    with urllib.request.urlopen(request) as answer:
        return answer.read()


def make(file):
    """Studies as programs leave them: conditional parameters, failures halfway, pruned, waiting and constrained trials, oddities."""
    storage = f"sqlite:///{file}"

    def classifier(trial):
        lr = trial.suggest_float("lr", 1e-5, 0.1, log=True)
        layers = trial.suggest_int("layers", 1, 3)
        for layer in range(layers):
            trial.suggest_int(f"units_{layer}", 16, 256, log=True)
        dropout = trial.suggest_float("dropout", 0, 0.9, step=0.1)
        trial.suggest_categorical("weights", [None, "balanced", 0.5, 1, False])
        if trial.suggest_categorical("solver", ["adam", "sgd"]) == "sgd":
            trial.suggest_float("momentum", 0, 0.99)
        trial.set_user_attr("host", f"node-{trial.number % 3}")
        for step in range(5):
            trial.report(math.nan if step == 3 and trial.number == 4 else abs(math.log10(lr) + 3) + dropout / (step + 1), step)
            if step == 2 and trial.number % 7 == 6:
                raise optuna.TrialPruned()
        if trial.number % 9 == 8:
            raise RuntimeError("out of memory")
        return abs(math.log10(lr) + 3) + dropout / 5

    study = optuna.create_study(storage=storage, study_name="Conditional Net", sampler=optuna.samplers.RandomSampler(seed=3))
    study.set_user_attr("dataset", "digits")
    study.optimize(classifier, 60, catch=(RuntimeError,))
    study.enqueue_trial({"lr": 0.01, "layers": 1, "units_0": 32, "dropout": 0.5, "weights": "balanced", "solver": "adam"})

    def constraint(trial):
        return (trial.params["x"] - 0.5,)

    def two(trial):
        x = trial.suggest_float("x", 0, 1)
        y = trial.suggest_int("y", 0, 100, step=10)
        return x, y / 100 + (1 - x)

    sampler = optuna.samplers.NSGAIISampler(seed=3, constraints_func=constraint)
    study = optuna.create_study(storage=storage, study_name="two", directions=["minimize", "maximize"], sampler=sampler)
    study.set_metric_names(["cost", "gain"])
    study.optimize(two, 40)

    def odd(trial):
        kind = trial.suggest_categorical("kind", ["tree", "svm", None, "None"])
        x = trial.suggest_float("x", 0, 1)
        if kind == "svm":
            trial.suggest_float("c", 0.1, 10, log=True)
            raise optuna.TrialPruned()
        trial.suggest_categorical("shape", [[1, 2.5], ["it's", None, True]])
        trial.set_constraint("latency", math.inf if x > 0.8 else x - 0.5)
        trial.set_constraint("memory", -1)
        trial.set_user_attr("log", "one\0two")
        return -x

    study = optuna.create_study(storage=storage, study_name="研究", sampler=optuna.samplers.RandomSampler(seed=3))
    study.enqueue_trial({"kind": "tree", "x": 0.25, "c": 3, "unheard of": 1})
    study.optimize(odd, 20)


def same(one, other):
    """Whether two trials are the same in what both programs know of them."""
    fields = ["number", "state", "distributions", "values", "datetime_start", "datetime_complete"]
    attributes = {name: value for name, value in other.user_attrs.items() if not name.startswith("parley.")}
    curves = [{step: str(value) for step, value in trial.intermediate_values.items()} for trial in (one, other)]
    return (
        [getattr(one, field) for field in fields] == [getattr(other, field) for field in fields]
        and one.params.keys() == other.params.keys()
        and all(close(value, other.params[name]) for name, value in one.params.items())
        and {name: storable(value) for name, value in one.user_attrs.items()} == attributes
        and curves[0] == curves[1]
        and {name: min(value, 1e300) for name, value in one.constraints.items()} == other.constraints
    )


def close(value, other):
    """Equal, or the same point of a grid: 0.6000000000000001 comes in as 0.6."""
    return value == other or isinstance(value, float) and isinstance(other, float) and math.isclose(value, other, rel_tol=1e-12)


def storable(value):
    """PostgreSQL has no NUL in texts."""
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


def plain(value):
    """What is no string, boolean or number is a text among Parley's choices."""
    return value if isinstance(value, str | bool | int | float) else repr(value)


def labels(choices):
    """Choices as Parley has them: by their places, too, where they cannot be told apart otherwise."""
    texts = [plain(choice) for choice in choices]
    return texts if len(set(map(repr, texts))) == len(texts) else [f"{i}: {choice!r}" for i, choice in enumerate(choices)]


def expect(is_so, what):
    if not is_so:
        raise AssertionError(what)


def compare_space(study, space):
    distributions = {name: d for trial in study.trials for name, d in trial.distributions.items()}
    declared = {parameter["name"]: parameter for parameter in space}
    expect(declared.keys() == distributions.keys(), f"parameters: {declared.keys()} for {distributions.keys()}")
    for name, d in distributions.items():
        p = declared[name]
        if isinstance(d, CategoricalDistribution):
            expect(p["choices"] == labels(d.choices), f"choices of {name}: {p}")
        else:
            here = (p["low"], p["high"], p.get("scale", "linear") == "log", p.get("step"))
            expect(here == (d.low, d.high, d.log, d.step), f"range of {name}: {p} for {d}")


def compare_trial(original, exported):
    if original.state == TrialState.WAITING:
        fixed = {name: plain(value) for name, value in original.system_attrs["fixed_params"].items()}
        expect(exported.state == TrialState.WAITING and exported.system_attrs["fixed_params"] == fixed, f"{exported}")
        return
    expect(same(labelled(original), exported), f"trial {original.number}: {original} is {exported}")


def labelled(trial):
    """A trial whose choices are Parley's."""
    params, distributions = dict(trial.params), dict(trial.distributions)
    for name, d in trial.distributions.items():
        if isinstance(d, CategoricalDistribution):
            distributions[name] = CategoricalDistribution(labels(d.choices))
            params[name] = labels(d.choices)[int(d.to_internal_repr(params[name]))]
    return optuna.trial.FrozenTrial(
        trial.number, trial.state, None, trial.datetime_start, trial.datetime_complete, params, distributions, trial.user_attrs,
        trial.system_attrs, trial.intermediate_values, trial._trial_id, values=trial.values)


def compare(url, file, scratch):
    source = scratch / "source.db"
    shutil.copyfile(file, source)
    storage = f"sqlite:///{source}"
    for summary in optuna.get_all_study_summaries(storage):
        study = optuna.load_study(study_name=summary.study_name, storage=storage)
        name = f"roundtrip-{uuid.uuid4()}"
        answer = json.loads(
            call(f"{url}/api/v1/imports/optuna?name={name}&study={urllib.parse.quote(study.study_name)}", "POST",
                 source.read_bytes()))["studies"][0]
        here = f"{url}/api/v1/studies/{name}"
        whole = [trial for trial in study.trials if trial.params or trial.state == TrialState.WAITING]
        expect(answer["trials"] == len(whole) and answer["left"] == 0, f"{answer} of {len(whole)} trials")
        compare_space(study, json.loads(call(here))["space"])
        best = json.loads(call(f"{here}/best"))
        if len(study.directions) == 1:
            expect(best["trial"]["number"] == study.best_trial.number, f"best: {best}")
            expect(list(best["trial"]["values"].values()) == [study.best_value], f"best value: {best}")
        else:
            front = sorted(trial["number"] for trial in best["front"])
            expect(front == sorted(trial.number for trial in study.best_trials), f"front: {front}")
        exported = scratch / f"{name}.db"
        exported.write_bytes(call(f"{here}/export?format=optuna"))
        back = optuna.load_study(study_name=name, storage=f"sqlite:///{exported}")
        expect(back.directions == study.directions, f"directions: {back.directions}")
        expect(len(back.trials) == len(study.trials), f"{len(back.trials)} trials came back of {len(study.trials)}")
        for original, trial in zip(study.trials, back.trials):
            compare_trial(original, trial)
        call(here, "DELETE")
        print(f"{pathlib.Path(file).name}: {study.study_name}: {len(study.trials)} trials, the same there and back")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8080")
    parser.add_argument("--make", type=pathlib.Path, help="write such a file and end")
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    arguments = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.CRITICAL)
    if arguments.make:
        make(arguments.make)
        return
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        files = arguments.files
        if not files:
            files = [scratch / "made.db"]
            make(files[0])
        failed = 0
        for file in files:
            try:
                compare(arguments.url, file, scratch)
            except AssertionError as difference:
                failed += 1
                print(f"{file.name}: DIFFERS: {difference}")
            except urllib.error.HTTPError as refusal:
                failed += 1
                print(f"{file.name}: REFUSED: {refusal.read().decode()}")
        print(f"{len(files) - failed} of {len(files)} files the same")
        sys.exit(failed > 0)


if __name__ == "__main__":
    main()
