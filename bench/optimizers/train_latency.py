"""Trains classifiers of 8x8 digits at random configurations: a table of their errors and one of their latencies.

    python3 train_latency.py FOLDER

The error is the share of wrong answers, three-fold cross-validated; the latency is the logarithm of the milliseconds in which one
core classifies 500 digits, the median of seven times. Goes on where it was stopped. ``fit_surrogates.py`` takes the tables.
"""

import one_core  # first of all

import json
import pathlib
import statistics
import sys
import time
import warnings

import numpy as np
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from tasks.space import choice, draw, log, real, when, whole

ROWS = 1200
CLASSIFIED = 500
REPEATS = 7
SPACE = [
    whole("components", 4, 64, scale="log"), choice("model", "forest", "network", "machine"),
    whole("trees", 4, 256, scale="log", **when("model", "forest")), whole("depth", 2, 24, **when("model", "forest")),
    real("features", 0.05, 1, **when("model", "forest")),
    whole("width", 4, 512, scale="log", **when("model", "network")), whole("layers", 1, 3, **when("model", "network")),
    log("lr", 1e-4, 0.1, **when("model", "network")), log("alpha", 1e-6, 1, **when("model", "network")),
    log("C", 1e-2, 1e3, **when("model", "machine")), log("gamma", 1e-4, 1, **when("model", "machine")),
]


def classifier(c):
    if c["model"] == "forest":
        return RandomForestClassifier(c["trees"], max_depth=c["depth"], max_features=c["features"], random_state=0)
    if c["model"] == "network":
        return MLPClassifier([c["width"]] * c["layers"], learning_rate_init=c["lr"], alpha=c["alpha"], max_iter=30, random_state=0)
    return SVC(C=c["C"], gamma=c["gamma"])


def latency(model, features):
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        model.predict(features)
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def main():
    warnings.filterwarnings("ignore", category=ConvergenceWarning)
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    features, target = load_digits(return_X_y=True)
    paths = {name: folder / f"digits-{name}.json" for name in ("error", "latency")}
    what = {"error": "error", "latency": f"log10 of the milliseconds for {CLASSIFIED} digits"}
    tables = {name: json.loads(path.read_text()) if path.exists() else {
        "task": f"digits-{name}", "description": f"Classifiers of 8x8 digits (1,797 rows); {what[name]}",
        "objective": {"name": name, "direction": "minimize"}, "space": SPACE, "rows": []} for name, path in paths.items()}
    random = np.random.default_rng(17)
    for number in range(ROWS):
        c = draw(SPACE, random)
        if number < len(tables["latency"]["rows"]):
            continue
        model = make_pipeline(StandardScaler(), PCA(c["components"], random_state=0), classifier(c))
        folds = StratifiedKFold(3, shuffle=True, random_state=0)
        error = 1 - cross_val_score(model, features, target, cv=folds).mean()
        milliseconds = latency(model.fit(features, target), features[:CLASSIFIED])
        tables["error"]["rows"].append({"params": c, "value": round(float(error), 5)})
        tables["latency"]["rows"].append({"params": c, "value": round(float(np.log10(milliseconds)), 4)})
        if number % 25 == 24:
            for name, path in paths.items():
                path.write_text(json.dumps(tables[name]))
            print(f"{number + 1} rows", flush=True)


if __name__ == "__main__":
    main()
