"""Real models, trained anew for each evaluation on data that scikit-learn brings along, in hundredths of a second."""

import functools

import numpy as np
import sklearn
from sklearn import datasets
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.metrics import log_loss, root_mean_squared_error
from sklearn.model_selection import StratifiedKFold, KFold
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVR
from sklearn.tree import DecisionTreeClassifier

from tasks.reference import searched
from tasks.space import choice, log, real, when, whole
from tasks.task import JUDGING, TUNING, Task

EDITION = f"scikit-learn {sklearn.__version__.rsplit('.', 1)[0]}"


@functools.cache
def diabetes():
    rows, targets = datasets.load_diabetes(return_X_y=True)
    rows = (rows - rows.mean(0)) / rows.std(0)
    return rows, targets, list(KFold(3, shuffle=True, random_state=0).split(rows))


def regression(c):
    """The root mean squared error of a support-vector regression of diabetes' progress (442 rows; 3 folds)."""
    rows, targets, folds = diabetes()
    errors = []
    for train, test in folds:
        model = SVR(C=c["C"], epsilon=c["epsilon"], gamma=c["gamma"], kernel=c["kernel"], coef0=c.get("coef0", 0.0),
                    shrinking=c["shrinking"] == "yes", max_iter=20000)
        model.fit(rows[train], targets[train])
        errors.append(root_mean_squared_error(targets[test], model.predict(rows[test])))
    return float(np.mean(errors))


@functools.cache
def digits():
    rows, targets = datasets.load_digits(return_X_y=True)
    some = np.random.default_rng(0).permutation(len(rows))[:600]
    rows, targets = rows[some] / 16, targets[some]
    return rows, targets, list(StratifiedKFold(3, shuffle=True, random_state=0).split(rows, targets))


def classifier(c):
    if c["model"] == "neighbours":
        return KNeighborsClassifier(c["neighbours"], p=c["norm"], weights=c["weights"], algorithm="brute")
    if c["model"] == "discriminant":
        return LinearDiscriminantAnalysis(solver="lsqr", shrinkage=c["shrinkage"])
    return DecisionTreeClassifier(
        max_depth=c["depth"], min_samples_leaf=c["leaf"], criterion=c["criterion"], random_state=0)


def classification(c):
    """The log loss of one of three classifiers of 600 digits after a principal-component analysis (3 folds)."""
    rows, targets, folds = digits()
    losses = []
    for train, test in folds:
        reduced = PCA(c["components"], whiten=c["whiten"] == "yes", svd_solver="full").fit(rows[train])
        model = classifier(c).fit(reduced.transform(rows[train]), targets[train])
        chances = c["smoothing"] / 10 + (1 - c["smoothing"]) * model.predict_proba(reduced.transform(rows[test]))
        losses.append(log_loss(targets[test], chances, labels=range(10)))
    return float(np.mean(losses))


TASKS = [
    Task("diabetes-6", "model", TUNING, [
        log("C", 0.1, 1000), log("epsilon", 0.1, 50), log("gamma", 1e-4, 1), choice("kernel", "rbf", "sigmoid"),
        real("coef0", -1, 1, **when("kernel", "sigmoid")), choice("shrinking", "yes", "no")],
        regression, edition=EDITION, **searched("diabetes-6")),
    Task("digits-11", "model", JUDGING, [
        whole("components", 5, 60), choice("whiten", "yes", "no"), log("smoothing", 1e-4, 0.5),
        choice("model", "neighbours", "discriminant", "tree"),
        whole("neighbours", 1, 40, **when("model", "neighbours")),
        choice("norm", 1, 2, **when("model", "neighbours")),
        choice("weights", "uniform", "distance", **when("model", "neighbours")),
        log("shrinkage", 1e-4, 1, **when("model", "discriminant")), whole("depth", 1, 20, **when("model", "tree")),
        whole("leaf", 1, 30, **when("model", "tree")), choice("criterion", "gini", "entropy", **when("model", "tree"))],
        classification, edition=EDITION, **searched("digits-11")),
]
