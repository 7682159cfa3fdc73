#!/usr/bin/env python3
"""Makes the studies and trials that schemathesis.toml names, of every strategy and every state, and afterwards runs one more study.

Usage: prepare.py URL LEASES-FILE     or     prepare.py URL --study
"""

import json
import random
import sys
import urllib.request

URL = sys.argv[1]
SPACE = [
    {"name": "lr", "type": "float", "low": 1e-5, "high": 0.1, "scale": "log"},
    {"name": "dropout", "type": "float", "low": 0, "high": 0.9, "step": 0.1},
    {"name": "width", "type": "int", "low": 8, "high": 512, "scale": "log"},
    {"name": "batch", "type": "ordinal", "values": [16, 32, 64, 128]},
    {"name": "solver", "type": "categorical", "choices": ["adam", "sgd"]},
    {"name": "momentum", "type": "float", "low": 0, "high": 0.99, "when": {"parameter": "solver", "in": ["sgd"]}},
]
TOLD = 12


def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(URL + path, data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def study(name, strategy, trials=TOLD, limit=None):
    path = f"/api/v1/studies/{name}"
    call("PUT", path, {
        "space": SPACE, "objectives": [{"name": "accuracy", "direction": "maximize"}], "strategy": {"type": strategy, "seed": 1},
        **({"limits": {"trials": limit}} if limit else {})})
    for _ in range(trials):
        trial = call("POST", path + "/ask", {})["trials"][0]
        call("POST", f"{path}/trials/{trial['number']}/tell",
             {"lease": trial["lease"], "state": "complete", "values": {"accuracy": random.random()}})
    return path


if sys.argv[2] == "--study":
    best = call("GET", study("after", "auto", trials=30, limit=30) + "/best")
    assert best["trial"]["number"] < 30, best
    state = call("GET", "/api/v1/studies/after")["state"]
    assert state == "completed", state
    sys.exit()

random.seed(1)
leases = []
for i, strategy in enumerate(["random", "sobol", "tpe", "gp", "auto", "llm-tpe"]):
    path = study(f"fuzz-{i}", strategy, trials=5)
    for _ in range(5):
        leases.append(call("POST", path + "/ask", {"worker": "prepared"})["trials"][0]["lease"])
    call("POST", path + "/trials", {"trials": [{"configuration": {"lr": 0.01, "solver": "adam", "dropout": 0.5, "width": 64, "batch": 32}}]})
for i in range(8):
    study(f"doomed-{i}", "random", trials=1)
watched = study("fuzz-watched", "random", limit=TOLD)
call("PUT", watched + "/watch", {"tolerance": 0.01})
with open(sys.argv[2], "w") as file:
    file.writelines(f'"{lease}"\n' for lease in leases)
