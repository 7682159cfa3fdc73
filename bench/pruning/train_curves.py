"""Trains multilayer perceptrons epoch by epoch at random configurations and keeps what each reports: a table of learning curves.

    .venv/bin/python bench/pruning/train_curves.py [NAME…]

writes curves/NAME.json.gz: the space, and for each of 240 configurations its value on held-out data after each of 60 epochs, to
four digits, NaN once a training has diverged. The data come with scikit-learn. Takes about a quarter of an hour.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "optimizers"))

import one_core  # first of all

import math
import time
import warnings

import numpy as np
from sklearn import datasets
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

import tables
from tasks.space import draw

CONFIGURATIONS = 240
EPOCHS = 60
SPACE = [
    {"name": "lr", "type": "float", "low": 1e-5, "high": 0.3, "scale": "log"},
    {"name": "width", "type": "int", "low": 4, "high": 128, "scale": "log"},
    {"name": "layers", "type": "int", "low": 1, "high": 3, "scale": "linear"},
    {"name": "alpha", "type": "float", "low": 1e-6, "high": 10, "scale": "log"},
    {"name": "batch", "type": "int", "low": 8, "high": 256, "scale": "log"},
    {"name": "activation", "type": "categorical", "choices": ["relu", "tanh", "logistic"]},
    {"name": "solver", "type": "categorical", "choices": ["adam", "sgd"]},
    {"name": "momentum", "type": "float", "low": 0, "high": 0.99, "scale": "linear",
     "when": {"parameter": "solver", "in": ["sgd"]}},
]


def accuracy(model, features, target):
    return model.score(features, target)


def cross_entropy(model, features, target):
    return log_loss(target, model.predict_proba(features), labels=model.classes_)


TASKS = {
    "mlp-digits": (datasets.load_digits, accuracy, "maximize", "8x8 digits"),
    "mlp-breast-cancer": (datasets.load_breast_cancer, cross_entropy, "minimize", "tumours from cell nuclei"),
}


def data(load):
    features, target = load(return_X_y=True)
    train, test, train_target, test_target = train_test_split(features, target, test_size=0.5, stratify=target, random_state=0)
    scaler = StandardScaler().fit(train)
    return scaler.transform(train), scaler.transform(test), train_target, test_target


def trained(params, held, measure):
    train, test, train_target, test_target = held
    model = MLPClassifier(
        hidden_layer_sizes=(params["width"],) * params["layers"], activation=params["activation"], solver=params["solver"],
        alpha=params["alpha"], batch_size=params["batch"], learning_rate_init=params["lr"],
        momentum=params.get("momentum", 0.9), random_state=0)
    values = []
    for _ in range(EPOCHS):
        try:
            model.partial_fit(train, train_target, classes=np.unique(train_target))
            values.append(float(f"{measure(model, test, test_target):.4g}"))
        except ValueError:  # weights that are no longer finite
            return values + [math.nan] * (EPOCHS - len(values))
    return values


def table(name):
    load, measure, direction, what = TASKS[name]
    held, random = data(load), np.random.default_rng([6, *name.encode()])
    rows, start = [], time.perf_counter()
    for _ in range(CONFIGURATIONS):
        params = draw(SPACE, random)
        rows.append({"params": params, "values": trained(params, held, measure)})
    tables.write(name, {
        "task": name, "description": f"multilayer perceptron, classifier of {what} "
                                     f"({len(held[0])} rows to train, {len(held[1])} held out)",
        "objective": {"name": measure.__name__, "direction": direction}, "space": SPACE, "rows": rows})
    print(f"{name}: {len(rows)} curves of {EPOCHS} epochs in {time.perf_counter() - start:.0f} s", flush=True)


def main():
    warnings.simplefilter("ignore")
    for name in sys.argv[1:] or TASKS:
        table(name)


if __name__ == "__main__":
    main()
