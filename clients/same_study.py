"""Checks the study that a client ran: it is what plain JSON says it is, was run to its end, and equals those of other clients.

Usage: same_study.py URL STUDY [OTHER…]
"""

import collections
import json
import sys
import urllib.request

DEFINITION = {
    "space": [
        {"name": "lr", "type": "float", "low": 1e-5, "high": 0.1, "scale": "log"},
        {"name": "width", "type": "int", "low": 8, "high": 512, "scale": "log"},
        {"name": "batch", "type": "ordinal", "values": [16, 32, 64, 128]},
        {"name": "solver", "type": "categorical", "choices": ["adam", "sgd"]},
        {"name": "momentum", "type": "float", "low": 0, "high": 0.99, "when": {"parameter": "solver", "in": ["sgd"]}},
    ],
    "objectives": [{"name": "loss", "direction": "minimize"}],
    "strategy": {"type": "tpe", "seed": 7},
    "pruner": {"type": "median", "startupTrials": 5},
}


def call(method, url, body=None):
    request = urllib.request.Request(
        url, None if body is None else json.dumps(body).encode(), {"Content-Type": "application/json"}, method=method
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.status, json.load(answer)


def told(url):
    """What came of each trial, without times, leases and the client's name."""
    trials = call("GET", url + "/trials?pageSize=1000")[1]["trials"]
    return [
        {key: trial.get(key) for key in ("number", "configuration", "state", "values", "step", "reason", "origin")}
        for trial in trials
    ]


def main():
    service, study, *others = sys.argv[1:]
    url = f"{service}/api/v1/studies/"
    status, stored = call("PUT", url + study, DEFINITION)  # 409 if it is another one
    assert status == 200, status
    assert stored["state"] == "completed" and stored["limits"] == {"trials": 40}, stored
    trials = told(url + study)
    states = collections.Counter(trial["state"] for trial in trials)
    assert len(trials) == 40 and set(states) == {"complete", "pruned", "failed"}, states
    for other in others:
        for mine, theirs in zip(trials, told(url + other), strict=True):
            assert mine == theirs, f"{study}: {mine}\n{other}: {theirs}"


if __name__ == "__main__":
    main()
