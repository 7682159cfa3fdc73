"""Trains neural networks on the 8x8 digits epoch by epoch, and stops those that are not worth finishing.

After each epoch the trial reports its validation accuracy, and the study's pruner says whether to go on. The network is saved
after each epoch too: stop this program in the middle and start it again with the same --study and --worker, and it goes on with
the trial that it was at, where it was.

    pip install -r requirements.txt
    python3 tune_epochs.py --url http://127.0.0.1:8080 --trials 40
"""

import argparse
import json
import os
import pathlib
import pickle
import tempfile
import time
import urllib.error
import urllib.request
import uuid
import warnings

SPACE = [
    {"name": "learning_rate_init", "type": "float", "low": 1e-5, "high": 0.3, "scale": "log"},
    {"name": "alpha", "type": "float", "low": 1e-6, "high": 0.1, "scale": "log"},
    {"name": "width", "type": "int", "low": 4, "high": 128, "scale": "log"},
    {"name": "batch_size", "type": "ordinal", "values": [16, 32, 64, 128]},
]
EPOCHS = 27


def call(method, url, body=None, key=None):
    """One request; waits and tries again where the service is away or overloaded."""
    headers = {"Content-Type": "application/json"}
    if key:
        headers["Idempotency-Key"] = key
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


def digits():
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    images, labels = load_digits(return_X_y=True)
    return train_test_split(images / 16, labels, test_size=0.4, random_state=0)


def new_network(learning_rate_init, alpha, width, batch_size):
    from sklearn.neural_network import MLPClassifier

    return MLPClassifier([width], learning_rate_init=learning_rate_init, alpha=alpha, batch_size=batch_size, random_state=0)


def train(trial_url, trial, data, checkpoint):
    """Trains a trial's network from its checkpoint on; answers what is to be told, and how many epochs that took."""
    images, valid_images, labels, valid_labels = data
    if checkpoint.exists():
        network, done = pickle.loads(checkpoint.read_bytes())
    else:
        network, done = new_network(**trial["configuration"]), 0
    for epoch in range(done + 1, EPOCHS + 1):
        network.partial_fit(images, labels, classes=range(10))
        accuracy = network.score(valid_images, valid_labels)
        checkpoint.write_bytes(pickle.dumps((network, epoch)))
        report = {"lease": trial["lease"], "step": epoch, "values": {"accuracy": accuracy}}
        if call("POST", trial_url + "/report", report)["shouldPrune"] and epoch < EPOCHS:
            return {"state": "pruned"}, epoch - done
    return {"state": "complete", "values": {"accuracy": network.score(valid_images, valid_labels)}}, EPOCHS - done


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--url", default="http://127.0.0.1:8080")
    options.add_argument("--study", default=f"digits-epochs-{int(time.time())}")
    options.add_argument("--trials", type=int, default=40)
    options.add_argument("--worker", default="worker-0", help="a name that no other running worker has")
    options.add_argument("--checkpoints", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()))
    options = options.parse_args()

    study_url = f"{options.url.rstrip('/')}/api/v1/studies/{options.study}"
    call("PUT", study_url, {
        "description": "A neural network on 8x8 digits; validation accuracy after 27 epochs",
        "space": SPACE,
        "objectives": [{"name": "accuracy", "direction": "maximize"}],
        "pruner": {"type": "asha", "minResource": 1, "reductionFactor": 3},
        "limits": {"trials": options.trials},
    })

    data, epochs, pruned = digits(), 0, 0
    ask = {"worker": options.worker, "resume": True}  # only the first ask after a start resumes
    while True:
        answer = call("POST", study_url + "/ask", ask, key=str(uuid.uuid4()))
        ask = {"worker": options.worker}
        if not answer["trials"]:
            if answer["study"]["state"] == "completed":
                break
            time.sleep(answer["study"].get("retryAfterSeconds", 1))
        for trial in answer["trials"]:
            trial_url = f"{study_url}/trials/{trial['number']}"
            checkpoint = options.checkpoints / f"{options.study}-{trial['number']}.pickle"
            outcome, trained = train(trial_url, trial, data, checkpoint)
            told = call("POST", trial_url + "/tell", {"lease": trial["lease"], **outcome})
            checkpoint.unlink()
            epochs, pruned = epochs + trained, pruned + (told["state"] == "pruned")
            accuracy = told.get("values", {}).get("accuracy", 0)
            print(f"trial {trial['number']}: {told['state']} after {told.get('step', EPOCHS)} epochs, accuracy {accuracy:.4f}",
                  flush=True)

    best = call("GET", study_url + "/best")["trial"]
    print(f"{epochs} epochs trained; {pruned} trials were stopped early")
    print(f"best: trial {best['number']}, accuracy {best['values']['accuracy']:.4f}")
    print(json.dumps(best["configuration"], indent=2))


if __name__ == "__main__":
    warnings.filterwarnings("ignore", message="Got `batch_size`")
    main()
