"""Tunes a scikit-learn pipeline on the 8x8 digits that scikit-learn ships.

A support-vector machine behind an optional PCA; what is told is its accuracy by 3-fold cross-validation. Several worker
processes ask Parley for configurations and tell it the results, until the study has had its trials.

    pip install -r requirements.txt
    python3 tune_sklearn.py --url http://127.0.0.1:8080 --trials 40 --workers 2
"""

import argparse
import json
import multiprocessing
import os
import queue
import sys
import time
import urllib.error
import urllib.request
import uuid

SPACE = [
    {"name": "C", "type": "float", "low": 1e-2, "high": 1e3, "scale": "log"},
    {"name": "kernel", "type": "categorical", "choices": ["rbf", "poly", "linear"]},
    {"name": "gamma", "type": "float", "low": 1e-5, "high": 1, "scale": "log",
     "when": {"parameter": "kernel", "in": ["rbf", "poly"]}},
    {"name": "degree", "type": "int", "low": 2, "high": 5, "when": {"parameter": "kernel", "in": ["poly"]}},
    {"name": "components", "type": "ordinal", "values": [8, 16, 32, 64]},
]


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
    from sklearn.datasets import load_digits
    from sklearn.decomposition import PCA
    from sklearn.model_selection import cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import MinMaxScaler
    from sklearn.svm import SVC

    images, labels = load_digits(return_X_y=True)
    images, labels = images[::2], labels[::2]  # half of them: a trial stays below a second

    def accuracies(components, **svm):
        model = make_pipeline(MinMaxScaler(), PCA(components, random_state=0), SVC(**svm))
        return cross_val_score(model, images, labels, cv=3).tolist()

    while True:
        answer = call("POST", study_url + "/ask", {"worker": worker}, key=str(uuid.uuid4()))
        if not answer["trials"]:
            if answer["study"]["state"] == "completed":
                return
            time.sleep(answer["study"].get("retryAfterSeconds", 1))
        for trial in answer["trials"]:
            outcome = {"lease": trial["lease"], "state": "complete"}
            try:
                # One score for each fold: the service takes their mean, and knows how sure it is.
                outcome["scores"] = {"accuracy": accuracies(**trial["configuration"])}
            except ValueError as error:
                outcome = {"lease": trial["lease"], "state": "failed", "reason": str(error)[:500]}
            recorded = call("POST", f"{study_url}/trials/{trial['number']}/tell", outcome)
            told.put(recorded.get("values", {}).get("accuracy", 0.0))


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--url", default="http://127.0.0.1:8080")
    options.add_argument("--study", default=f"digits-svm-{int(time.time())}")
    options.add_argument("--trials", type=int, default=40)
    options.add_argument("--workers", type=int, default=2)
    options = options.parse_args()

    study_url = f"{options.url.rstrip('/')}/api/v1/studies/{options.study}"
    definition = {
        "description": "A support-vector machine on 8x8 digits; accuracy by 3-fold cross-validation",
        "space": SPACE,
        "objectives": [{"name": "accuracy", "direction": "maximize"}],
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
    count, best = 0, 0.0
    while any(worker.is_alive() for worker in workers) or not told.empty():
        try:
            accuracy = told.get(timeout=0.2)
        except queue.Empty:
            continue
        count, best = count + 1, max(best, accuracy)
        print(f"\r{count}/{options.trials} trials, best accuracy {best:.4f}, {time.monotonic() - start:.0f} s", end="")
        sys.stdout.flush()
    print()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        raise SystemExit("a worker failed")

    trial = call("GET", study_url + "/best")["trial"]
    print(f"best: trial {trial['number']}, accuracy {trial['values']['accuracy']:.4f}")
    print(json.dumps(trial["configuration"], indent=2))


if __name__ == "__main__":
    main()
