"""Makes what the bench of transfer needs: tables of training runs on related data sets, small, and a surrogate of each.

    python3 related_tables.py SLLMBO_STUDIES TABLE…

SLLMBO_STUDIES is a folder of Optuna's SQLite files; the studies of one model on one data set become one table, whose rows know
which study they are from. TABLE is a file of ``train_tables.py`` or one like it. Prints how much of the variance of the transformed
loss each surrogate explains on rows left out.
"""

import one_core  # first of all

import json
import pathlib
import re
import sqlite3
import sys

import numpy as np

import fit_surrogates
from tasks import related, surrogate

DATA_SETS = ("adult_census", "bike_sharing", "cement_strength", "cover_type", "gas_drift")
STUDY = re.compile(r"optuna_(" + "|".join(DATA_SETS) + r")_(lightgbm|xgboost)_?(.*)\.db")
DIGITS = 7


def parameter(distribution):
    about = json.loads(distribution)
    inner = about["attributes"]
    kind = {"FloatDistribution": "float", "IntDistribution": "int"}[about["name"]]
    return {"type": kind, "low": inner["low"], "high": inner["high"], "scale": "log" if inner["log"] else "linear"}


def trials(database):
    """The space, the direction, and (values by name, value) of each complete trial, in order."""
    with sqlite3.connect(f"file:{database}?immutable=1", uri=True) as connection:
        direction = connection.execute("SELECT direction FROM study_directions").fetchone()[0].lower()
        space = {name: parameter(found) for name, found in connection.execute(
            "SELECT DISTINCT param_name, distribution_json FROM trial_params ORDER BY param_name")}
        values = connection.execute(
            "SELECT trial_id, value FROM trial_values JOIN trials USING (trial_id) WHERE state = 'COMPLETE' ORDER BY number")
        rows = [(dict(connection.execute("SELECT param_name, param_value FROM trial_params WHERE trial_id = ?", (trial,))), value)
                for trial, value in values]
    return [{"name": name, **about} for name, about in space.items()], direction, rows


def from_studies(folder):
    """Tables by name."""
    tables = {}
    for path in sorted(pathlib.Path(folder).glob("*.db")):
        data_set, model, sampler = STUDY.fullmatch(path.name).groups()
        space, direction, rows = trials(path)
        table = tables.setdefault(f"sllmbo-{model}-{data_set.replace('_', '-')}", {
            "group": f"sllmbo-{model}", "direction": direction, "space": space, "rows": []})
        assert table["space"] == space and table["direction"] == direction, path
        names = [p["name"] for p in space]
        integers = [p["type"] == "int" for p in space]
        table["rows"] += [[*(round(v[n]) if i else float(f"{v[n]:.{DIGITS}g}") for n, i in zip(names, integers)),
                           float(f"{value:.{DIGITS}g}"), sampler or "tpe"] for v, value in rows]
    return tables


def from_table(path):
    found = json.loads(pathlib.Path(path).read_text())
    names = [p["name"] for p in found["space"]]
    rows = [[*(row["params"][n] if isinstance(row["params"][n], int) else float(f"{row['params'][n]:.{DIGITS}g}") for n in names),
             row["value"], "random"] for row in found["rows"][:related.ROWS] if row["value"] is not None]
    return "trained-" + found["task"].removeprefix("lightgbm-"), {"group": "trained-lightgbm", "direction": found["objective"]["direction"], "space": found["space"],
                           "rows": rows}


def store(name, table):
    related.FOLDER.mkdir(exist_ok=True)
    head = {key: table[key] for key in ("group", "direction", "space")}
    lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in table["rows"])
    (related.FOLDER / f"{name}.json").write_text(json.dumps(head)[:-1] + ', "rows": [\n' + lines + "\n]}\n")
    space = table["space"]
    rows = np.array([surrogate.features(space, configuration) for configuration, _ in related.trials(table)])
    losses = np.array([loss for _, loss in related.trials(table)])
    losses = np.minimum(losses, np.quantile(losses, fit_surrogates.CLIPPED))
    best = losses.min()
    offset = 0.05 * (np.median(losses) - best)
    targets, limits = np.log(losses - best + offset), [best, offset, losses.max()]
    share = fit_surrogates.explained(space, rows, targets, limits)
    np.savez_compressed(related.FOLDER / f"{name}.npz", **fit_surrogates.fit(rows, targets, limits))
    print(f"{name}: {len(rows)} rows, explains {share:.3f} of the variance", flush=True)


def main():
    tables = from_studies(sys.argv[1]) | dict(map(from_table, sys.argv[2:]))
    for name, table in tables.items():
        store(name, table)


if __name__ == "__main__":
    main()
