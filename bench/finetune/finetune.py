"""Imports published studies into a running Parley, has it fine-tune a model on them, and prints the job in the end.

    python bench/finetune/finetune.py --url http://127.0.0.1:8080 --studies FOLDER [--kind surrogate] [--examples 3] …

The studies are Optuna's SQLite files. Each becomes a study with the label `data`, so that those on one data set are on one side
of the split: the model is tested on data sets that it has not seen.
"""

import argparse
import json
import pathlib
import sqlite3
import time
import urllib.error
import urllib.request

DATA = ["adult_census", "bike_sharing", "cement_strength", "cover_type", "gas_drift"]
FEWEST = 15


def call(url, method, path, body=None):
    request = urllib.request.Request(
        f"{url}/api/v1{path}",
        None if body is None else json.dumps(body).encode(),
        {"Content-Type": "application/json"},
        method=method,
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refused:
        raise SystemExit(f"{method} {path}: {refused.read().decode()}") from refused


def parameter(name, text):
    """A parameter of Optuna's, as Parley declares it, and what turns a stored value into one of its own."""
    kind, how = (found := json.loads(text))["name"], found["attributes"]
    scale = {"scale": "log"} if how.get("log") else {}
    if kind == "FloatDistribution":
        return {"name": name, "type": "float", "low": how["low"], "high": how["high"], **scale}, float
    if kind == "IntDistribution":
        return {"name": name, "type": "int", "low": how["low"], "high": how["high"], **scale}, int
    choices = how["choices"]
    return {"name": name, "type": "categorical", "choices": choices}, lambda index: choices[int(index)]


def read(file):
    """A study's definition and its complete trials; None where there are too few."""
    database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    declared = dict(database.execute("SELECT param_name, distribution_json FROM trial_params GROUP BY param_name"))
    parameters = {name: parameter(name, text) for name, text in sorted(declared.items())}
    direction = database.execute("SELECT direction FROM study_directions").fetchone()[0].lower()
    values = dict(database.execute(
        "SELECT trial_id, value FROM trial_values JOIN trials USING (trial_id) WHERE state = 'COMPLETE' ORDER BY number"
    ))  # fmt: skip
    trials = []
    for trial, value in values.items():
        stored = database.execute("SELECT param_name, param_value FROM trial_params WHERE trial_id = ?", (trial,))
        configuration = {name: parameters[name][1](number) for name, number in stored}
        trials.append({"state": "complete", "configuration": configuration, "values": {"score": value}})
    if len(trials) < FEWEST:
        return None
    learner = "LightGBM" if "lightgbm" in file.stem else "XGBoost"
    data = next(name for name in DATA if name in file.stem)
    return {
        "description": f"{learner} on the data set {data.replace('_', ' ')}",
        "space": [declaration for declaration, _ in parameters.values()],
        "objectives": [{"name": "score", "direction": direction}],
        "strategy": {"type": "tpe", "seed": 1},
        "labels": {"data": data, "learner": learner.lower()},
    }, trials  # fmt: skip


def imported(url, folder):
    names = []
    for file in sorted(pathlib.Path(folder).glob("*.db")):
        found = read(file)
        if found:
            name = file.stem.removeprefix("optuna_").lower()
            definition, trials = found
            call(url, "PUT", f"/studies/{name}", definition)
            call(url, "POST", f"/studies/{name}/trials", {"trials": trials})
            names.append(name)
    return names


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--url", required=True)
    options.add_argument("--studies", required=True)
    options.add_argument("--kind", choices=["policy", "surrogate"], default="surrogate")
    options.add_argument("--examples", type=int, default=3, help="of a study")
    options.add_argument("--epochs", type=int, default=1)
    options.add_argument("--calls", type=int, default=100, help="of the evaluation, by both models together")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--redact", action="store_true")
    given = options.parse_args()
    names = imported(given.url, given.studies)
    print(f"{len(names)} studies", flush=True)
    job = call(given.url, "POST", "/fine-tunes", {
        "model": "smollm2", "kind": given.kind, "studies": names, "groupBy": "data", "redact": given.redact,
        "examplesPerStudy": given.examples, "hyperparameters": {"epochs": given.epochs}, "seed": given.seed,
        "evaluationBudget": {"calls": given.calls},
    })  # fmt: skip
    last = None
    while job["state"] in ("building", "uploading", "training", "evaluating"):
        now = (job["state"], job["training"].get("event"), len(job["results"]))
        if now != last:
            print(time.strftime("%H:%M:%S"), *now, flush=True)
            last = now
        time.sleep(2)
        job = call(given.url, "GET", f"/fine-tunes/{job['number']}")
    job.pop("studies")
    print(json.dumps(job, indent=1))


if __name__ == "__main__":
    main()
