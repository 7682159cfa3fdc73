"""Fits a surrogate to each table of training runs and stores it, small, under surrogates/.

A table is a JSON file: task, description, objective, space, and rows of params and value. Prints how much of the
variance of the transformed loss the surrogate explains on rows left out (three folds).

    python3 fit_surrogates.py TABLE.json…
"""

import json
import pathlib
import sys
import warnings

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.exceptions import ConvergenceWarning
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel
from sklearn.model_selection import KFold

from tasks import surrogate

TREES = 40
ROWS_FOR_LENGTHS = 500  # the kernel's parameters are fitted to so many rows, its weights to all
warnings.filterwarnings("ignore", category=ConvergenceWarning)  # a feature without effect has the longest length
CLIPPED = 0.95  # losses beyond this quantile count as it: some runs diverge


def read(path):
    """The space, the features and the losses of a table; failed rows count as the worst."""
    table = json.loads(pathlib.Path(path).read_text())
    sign = -1 if table["objective"]["direction"] == "maximize" else 1
    losses = np.array([np.inf if row["value"] is None else sign * row["value"] for row in table["rows"]])
    rows = np.array([surrogate.features(table["space"], row["params"]) for row in table["rows"]])
    return table, rows, np.minimum(losses, np.quantile(losses, CLIPPED))


def fit_trees(rows, targets):
    """The trees in one array of nodes, each node's left child behind it; feature −1 marks a leaf."""
    forest = ExtraTreesRegressor(TREES, min_samples_leaf=4, random_state=0).fit(rows, targets)
    feature, threshold, right, value, roots = [], [], [], [], []
    for tree in (estimator.tree_ for estimator in forest.estimators_):
        base = len(feature)
        roots.append(base)
        assert all(left in (-1, node + 1) for node, left in enumerate(tree.children_left))
        feature += np.where(tree.children_left < 0, -1, tree.feature).tolist()
        threshold += tree.threshold.tolist()
        right += (tree.children_right + base).tolist()
        value += tree.value[:, 0, 0].tolist()
    return {"feature": np.array(feature, np.int8), "threshold": np.array(threshold, np.float32),
            "right": np.array(right, np.int32), "value": np.array(value, np.float32),
            "roots": np.array(roots, np.int32)}


def fit_process(rows, targets):
    """Length scales by maximum likelihood on some rows, then the weights of all rows."""
    kernel = ConstantKernel(1) * Matern(np.ones(rows.shape[1]), (0.05, 50), nu=2.5) + WhiteKernel(0.05, (1e-4, 1))
    some = np.random.default_rng(0).permutation(len(rows))[:ROWS_FOR_LENGTHS]
    centre = targets.mean()
    fitted = GaussianProcessRegressor(kernel, random_state=0).fit(rows[some], targets[some] - centre).kernel_
    covariance = fitted.k1(rows)
    factor = cho_factor(covariance + fitted.k2.noise_level * np.eye(len(rows)))
    weights = fitted.k1.k1.constant_value * cho_solve(factor, targets - centre)
    return {"points": rows.astype(np.float32), "lengths": fitted.k1.k2.length_scale, "mean": np.array(centre),
            "weights": weights.astype(np.float32)}


def fit(rows, targets, limits):
    return {**fit_trees(rows, targets), **fit_process(rows, targets), "range": np.array(limits)}


def explained(space, rows, targets, limits):
    """The share of the transformed loss's variance that is explained on rows left out."""
    errors = np.empty(len(rows))
    for train, test in KFold(3, shuffle=True, random_state=0).split(rows):
        model = surrogate.Surrogate(space, fit(rows[train], targets[train], limits))
        errors[test] = [model.transformed(rows[i]) - targets[i] for i in test]
    return 1 - (errors**2).sum() / ((targets - targets.mean()) ** 2).sum()


def main():
    surrogate.FOLDER.mkdir(exist_ok=True)
    for path in sys.argv[1:]:
        table, rows, losses = read(path)
        best = losses.min()
        offset = 0.05 * (np.median(losses) - best)
        targets, limits = np.log(losses - best + offset), [best, offset, losses.max()]
        share = explained(table["space"], rows, targets, limits)
        stored = surrogate.FOLDER / table["task"]
        np.savez_compressed(stored.with_suffix(".npz"), **fit(rows, targets, limits))
        about = {"description": table["description"], "objective": table["objective"], "rows": len(rows),
                 "explained": round(share, 3), "space": table["space"]}
        stored.with_suffix(".json").write_text(json.dumps(about, indent=1) + "\n")
        size = stored.with_suffix(".npz").stat().st_size
        print(f"{table['task']}: explains {share:.3f} of the variance, {size} bytes")


if __name__ == "__main__":
    main()
