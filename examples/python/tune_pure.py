"""Tunes a small neural network with nothing but Python's standard library.

The network (one hidden layer, momentum SGD, weight decay) is trained in pure Python to tell three kinds of wine apart by
their chemistry: wine.csv, described in README.md. Several worker processes ask Parley for configurations and tell it the
validation loss, until the study has had its trials.

    python3 tune_pure.py --url http://127.0.0.1:8080 --trials 60 --workers 2
"""

import argparse
import csv
import json
import math
import multiprocessing
import os
import pathlib
import queue
import random
import sys
import time
import urllib.error
import urllib.request
import uuid

SPACE = [
    {"name": "lr", "type": "float", "low": 1e-3, "high": 1.0, "scale": "log"},
    {"name": "momentum", "type": "float", "low": 0.0, "high": 0.95, "step": 0.05},
    {"name": "decay", "type": "float", "low": 1e-6, "high": 0.1, "scale": "log"},
    {"name": "hidden", "type": "int", "low": 2, "high": 12},
    {"name": "batch", "type": "ordinal", "values": [4, 8, 16, 32]},
    {"name": "activation", "type": "categorical", "choices": ["tanh", "relu"]},
]
EPOCHS = 12


# --- The service -----------------------------------------------------------------------------------------------------


def call(method, url, body=None, key=None):
    """One request; waits and tries again where the service is away or overloaded."""
    headers = {"Content-Type": "application/json"}
    if key:
        headers["Idempotency-Key"] = key  # asked again after a lost answer, the same trial comes back
    if os.environ.get("PARLEY_KEY"):
        headers["Authorization"] = "Bearer " + os.environ["PARLEY_KEY"]
    data = None if body is None else json.dumps(body).encode()
    for attempt in range(12):
        pause = min(0.25 * 2**attempt, 5)
        try:
            request = urllib.request.Request(url, data, headers, method=method)
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code not in (429, 502, 503, 504):
                raise SystemExit(f"{method} {url}: {error.code} {error.read().decode(errors='replace')}") from None
            pause = float(error.headers.get("Retry-After") or pause)
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(pause)
    raise SystemExit(f"{method} {url}: no answer")


def work(study_url, worker, told):
    """A worker's whole life: ask, evaluate, tell; until the study is completed."""
    data = load()
    while True:
        answer = call("POST", study_url + "/ask", {"worker": worker}, key=str(uuid.uuid4()))
        if not answer["trials"]:
            if answer["study"]["state"] == "completed":
                return
            time.sleep(answer["study"].get("retryAfterSeconds", 1))
        for trial in answer["trials"]:
            loss = evaluate(data, **trial["configuration"])
            # A diverged loss is NaN: sent as it is, and Parley records the trial as infeasible.
            outcome = {"lease": trial["lease"], "state": "complete", "values": {"loss": loss}}
            call("POST", f"{study_url}/trials/{trial['number']}/tell", outcome)
            told.put((trial["number"], loss))


# --- The model -------------------------------------------------------------------------------------------------------


def load():
    """Training and validation rows (features scaled to mean 0 and deviation 1, class), split the same way every time."""
    with open(pathlib.Path(__file__).with_name("wine.csv"), newline="") as file:
        rows = [[float(cell) for cell in row] for row in list(csv.reader(file))[1:]]
    columns = list(zip(*rows))[:-1]
    means = [sum(column) / len(column) for column in columns]
    deviations = [
        math.sqrt(sum((x - mean) ** 2 for x in column) / len(column)) for column, mean in zip(columns, means)
    ]
    scaled = [([(x - m) / d for x, m, d in zip(row, means, deviations)], int(row[-1])) for row in rows]
    random.Random(1).shuffle(scaled)
    return scaled[:60], scaled[60:]


def evaluate(data, lr, momentum, decay, hidden, batch, activation):
    """Validation cross-entropy after training; NaN where training diverges."""
    train, valid = data
    draws = random.Random(0)
    inputs, classes = len(train[0][0]), 3
    w1 = [[draws.gauss(0, 1 / math.sqrt(inputs)) for _ in range(inputs + 1)] for _ in range(hidden)]
    w2 = [[draws.gauss(0, 1 / math.sqrt(hidden)) for _ in range(hidden + 1)] for _ in range(classes)]
    v1 = [[0.0] * (inputs + 1) for _ in range(hidden)]
    v2 = [[0.0] * (hidden + 1) for _ in range(classes)]

    def forward(x):
        sums = [row[-1] + sum(map(float.__mul__, row, x)) for row in w1]
        h = [math.tanh(s) for s in sums] if activation == "tanh" else [max(0.0, s) for s in sums]
        scores = [row[-1] + sum(map(float.__mul__, row, h)) for row in w2]
        top = max(scores)
        powers = [math.exp(s - top) for s in scores]
        total = sum(powers)
        return h, [p / total for p in powers]

    def step(weights, speeds, gradients, size):
        for row, speed, gradient in zip(weights, speeds, gradients):
            for i, g in enumerate(gradient):
                speed[i] = momentum * speed[i] - lr * (g / size + decay * row[i])
                row[i] += speed[i]

    try:
        for _ in range(EPOCHS):
            draws.shuffle(train := list(train))
            for start in range(0, len(train), batch):
                chunk = train[start : start + batch]
                g1 = [[0.0] * (inputs + 1) for _ in range(hidden)]
                g2 = [[0.0] * (hidden + 1) for _ in range(classes)]
                for x, label in chunk:
                    h, p = forward(x)
                    p[label] -= 1
                    for c in range(classes):
                        for j in range(hidden):
                            g2[c][j] += p[c] * h[j]
                        g2[c][-1] += p[c]
                    for j in range(hidden):
                        back = sum(p[c] * w2[c][j] for c in range(classes))
                        back *= 1 - h[j] ** 2 if activation == "tanh" else float(h[j] > 0)
                        if back:
                            row = g1[j]
                            for i, xi in enumerate(x):
                                row[i] += back * xi
                            row[-1] += back
                step(w1, v1, g1, len(chunk))
                step(w2, v2, g2, len(chunk))
        return sum(-math.log(max(forward(x)[1][label], 1e-12)) for x, label in valid) / len(valid)
    except OverflowError:
        return math.nan


# --- The program -----------------------------------------------------------------------------------------------------


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--url", default="http://127.0.0.1:8080")
    options.add_argument("--study", default=f"wine-mlp-{int(time.time())}")
    options.add_argument("--trials", type=int, default=60)
    options.add_argument("--workers", type=int, default=2)
    options = options.parse_args()

    study_url = f"{options.url.rstrip('/')}/api/v1/studies/{options.study}"
    definition = {
        "description": "A neural network in pure Python on the wine data; validation cross-entropy",
        "space": SPACE,
        "objectives": [{"name": "loss", "direction": "minimize"}],
        "limits": {"trials": options.trials, "parallel": options.workers},
    }
    call("PUT", study_url, definition)

    told = multiprocessing.Queue()
    workers = [
        multiprocessing.Process(target=work, args=(study_url, f"worker-{i}", told)) for i in range(options.workers)
    ]
    start = time.monotonic()
    for worker in workers:
        worker.start()
    count, best = 0, math.inf
    while any(worker.is_alive() for worker in workers) or not told.empty():
        try:
            _, loss = told.get(timeout=0.2)
        except queue.Empty:
            continue
        count, best = count + 1, min(best, loss)
        print(f"\r{count}/{options.trials} trials, best loss {best:.5f}, {time.monotonic() - start:.0f} s", end="")
        sys.stdout.flush()
    print()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        raise SystemExit("a worker failed")

    trial = call("GET", study_url + "/best")["trial"]
    print(f"best: trial {trial['number']}, loss {trial['values']['loss']:.5f}")
    print(json.dumps(trial["configuration"], indent=2))


if __name__ == "__main__":
    main()
