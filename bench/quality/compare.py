"""Compares Parley's TPE, over HTTP, with Optuna's and with random search, all in one run.

Eight functions with a known optimum of 0, the same seeds for each optimizer, one trial at a time, 10 random trials to
start with. Regret is the lowest loss found. Differences of its base-10 logarithm are paired by function and seed.

    pip install -r requirements.txt
    python3 compare.py --url http://127.0.0.1:8080 --seeds 20 --trials 60
"""

import argparse
import http.client
import json
import math
import multiprocessing
import os
import pathlib
import platform
import time
import urllib.parse

import numpy as np
import optuna

FLOOR = 1e-6  # regret below this counts as this: an exact hit is not infinitely better
STARTUP = 10


# --- Functions: a space in the API's form, and a loss of its configurations whose minimum is 0 --------------------------


def real(name, low, high, **more):
    return {"name": name, "type": "float", "low": low, "high": high, **more}


def branin(c):
    x, y = c["x"], c["y"]
    value = (y - 5.1 / (4 * math.pi**2) * x**2 + 5 / math.pi * x - 6) ** 2
    return value + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10 - 0.39788735772973816


def rosenbrock(c):
    x = [c[f"x{i}"] for i in range(4)]
    return sum(100 * (b - a * a) ** 2 + (1 - a) ** 2 for a, b in zip(x, x[1:]))


def ackley(c):
    x = np.array([c[f"x{i}"] for i in range(5)]) - 3.1
    value = -20 * math.exp(-0.2 * math.sqrt(np.mean(x**2))) - math.exp(np.mean(np.cos(2 * math.pi * x))) + 20 + math.e
    return max(float(value), 0.0)


HARTMANN_A = np.array([
    [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]])
HARTMANN_P = 1e-4 * np.array([
    [1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991],
    [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381]])


def hartmann(c):
    x = np.array([c[f"x{i}"] for i in range(6)])
    weights = np.array([1.0, 1.2, 3.0, 3.2])
    return max(3.322368011415515 - float(weights @ np.exp(-(HARTMANN_A * (x - HARTMANN_P) ** 2).sum(1))), 0.0)


def sphere(c):
    return sum((c[f"x{i}"] - (0.7 * i - 2)) ** 2 for i in range(8))


def training(c):
    """What a learning curve's floor may look like: a valley along lr × batch, with the other knobs around it."""
    loss = (math.log10(c["lr"]) + 2.5 - 0.3 * math.log2(c["batch"] / 64)) ** 2
    loss += 0.1 * (math.log10(c["decay"]) + 4) ** 2 + 2 * (c["dropout"] - 0.2) ** 2
    loss += 0.3 * math.log2(c["width"] / 128) ** 2 / 4
    return loss + {"adam": 0.0, "sgd": 0.3, "rmsprop": 0.15}[c["solver"]]


def machine(c):
    """A support-vector machine's surface in its logarithms, with a kernel that matters."""
    u, v = math.log10(c["C"]) - 1, math.log10(c["gamma"]) + 2
    base = {"rbf": 0.0, "poly": 0.2, "linear": 0.5}[c["kernel"]]
    return base + 0.2 * u * u + 0.3 * v * v + 0.2 * u * v + 0.05 * abs(c["degree"] - 3)


def counting(c):
    loss = abs(c["trees"] - 137) / 137 + 0.2 * (c["depth"] - 6) ** 2 / 9 + 0.5 * abs(c["leaves"] - 31) / 31
    return loss + 0.3 * (c["criterion"] != "entropy") + 0.2 * (c["bootstrap"] != "no")


FUNCTIONS = {
    "branin-2": (branin, [real("x", -5, 10), real("y", 0, 15)]),
    "rosenbrock-4": (rosenbrock, [real(f"x{i}", -2, 2) for i in range(4)]),
    "ackley-5": (ackley, [real(f"x{i}", -10, 10) for i in range(5)]),
    "hartmann-6": (hartmann, [real(f"x{i}", 0, 1) for i in range(6)]),
    "sphere-8": (sphere, [real(f"x{i}", -5, 5) for i in range(8)]),
    "training-6": (training, [
        real("lr", 1e-5, 0.1, scale="log"),
        real("decay", 1e-8, 0.01, scale="log"),
        real("dropout", 0, 0.9, step=0.1),
        {"name": "width", "type": "int", "low": 8, "high": 512, "scale": "log"},
        {"name": "batch", "type": "ordinal", "values": [16, 32, 64, 128]},
        {"name": "solver", "type": "categorical", "choices": ["sgd", "rmsprop", "adam"]}]),
    "machine-4": (machine, [
        real("C", 1e-3, 1e3, scale="log"),
        real("gamma", 1e-6, 1, scale="log"),
        {"name": "degree", "type": "int", "low": 1, "high": 6},
        {"name": "kernel", "type": "categorical", "choices": ["linear", "poly", "rbf"]}]),
    "counting-5": (counting, [
        {"name": "trees", "type": "int", "low": 10, "high": 1000, "scale": "log"},
        {"name": "depth", "type": "int", "low": 1, "high": 16},
        {"name": "leaves", "type": "int", "low": 2, "high": 256, "scale": "log"},
        {"name": "criterion", "type": "categorical", "choices": ["gini", "entropy", "log-loss"]},
        {"name": "bootstrap", "type": "categorical", "choices": ["yes", "no"]}]),
}


# --- Optimizers: each gives the lowest loss of its trials ----------------------------------------------------------------


def optuna_value(trial, p):
    if p["type"] == "categorical":
        return trial.suggest_categorical(p["name"], p["choices"])
    if p["type"] == "ordinal":  # Optuna has no ordinals; the index as an integer keeps the order
        return p["values"][trial.suggest_int(p["name"], 0, len(p["values"]) - 1)]
    log = p.get("scale") == "log"
    if p["type"] == "int":
        return trial.suggest_int(p["name"], p["low"], p["high"], log=log)
    return trial.suggest_float(p["name"], p["low"], p["high"], log=log, step=p.get("step"))


def run_optuna(sampler, function, seed, trials):
    loss, space = FUNCTIONS[function]
    study = optuna.create_study(sampler=sampler(seed))
    study.optimize(lambda trial: loss({p["name"]: optuna_value(trial, p) for p in space}), n_trials=trials)
    return study.best_value


class Service:
    """One kept-alive connection."""

    def __init__(self, url):
        self.connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=60)
        self.headers = {"Content-Type": "application/json"}
        if os.environ.get("PARLEY_KEY"):
            self.headers["Authorization"] = "Bearer " + os.environ["PARLEY_KEY"]

    def call(self, method, path, body=None):
        self.connection.request(method, "/api/v1/studies/" + path, json.dumps(body), self.headers)
        response = self.connection.getresponse()
        content = response.read()
        if response.status >= 300:
            raise RuntimeError(f"{method} {path}: {response.status} {content.decode(errors='replace')}")
        return json.loads(content) if content else None


def run_parley(url, strategy, function, seed, trials):
    loss, space = FUNCTIONS[function]
    service = Service(url)
    study = f"quality-{strategy}-{function}-{seed}-{os.getpid()}-{time.time_ns():x}"
    service.call("PUT", study, {
        "space": space,
        "objectives": [{"name": "loss", "direction": "minimize"}],
        "strategy": {"type": strategy, "seed": seed},
        "limits": {"trials": trials}})
    best = math.inf
    for _ in range(trials):
        trial = service.call("POST", study + "/ask", {})["trials"][0]
        value = loss(trial["configuration"])
        best = min(best, value)
        service.call("POST", f"{study}/trials/{trial['number']}/tell",
                     {"lease": trial["lease"], "state": "complete", "values": {"loss": value}})
    return best


def run(task):
    url, optimizer, function, seed, trials = task
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    if optimizer == "random":
        best = run_optuna(lambda s: optuna.samplers.RandomSampler(seed=s), function, seed, trials)
    elif optimizer == "optuna":
        best = run_optuna(
            lambda s: optuna.samplers.TPESampler(seed=s, n_startup_trials=STARTUP), function, seed, trials)
    else:
        best = run_parley(url, optimizer.removeprefix("parley-"), function, seed, trials)
    return optimizer, function, seed, max(best, 0.0)


# --- The comparison ------------------------------------------------------------------------------------------------------


def interval(one, other):
    """Mean of log10(one / other) over functions × seeds, and its 95 % interval (paired, normal approximation)."""
    differences = np.log10(np.maximum(one, FLOOR)) - np.log10(np.maximum(other, FLOOR))
    mean = differences.mean()
    half = 1.96 * differences.std(ddof=1) / math.sqrt(differences.size)
    return {"mean": float(mean), "low": float(mean - half), "high": float(mean + half)}


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--url", default="http://127.0.0.1:8080")
    options.add_argument("--seeds", type=int, default=20)
    options.add_argument("--trials", type=int, default=60)
    options.add_argument("--processes", type=int, default=2)
    options.add_argument("--parley-random", action="store_true", help="also run Parley's own random search")
    options.add_argument("--results", type=pathlib.Path, default=pathlib.Path(__file__).parent / "results")
    options = options.parse_args()

    optimizers = ["random", "optuna", "parley-tpe"] + ["parley-random"] * options.parley_random
    tasks = [
        (options.url, optimizer, function, seed, options.trials)
        for seed in range(options.seeds) for function in FUNCTIONS for optimizer in optimizers
    ]
    regrets = {optimizer: {function: [math.nan] * options.seeds for function in FUNCTIONS} for optimizer in optimizers}
    start = time.monotonic()
    with multiprocessing.Pool(options.processes) as pool:
        for done, (optimizer, function, seed, regret) in enumerate(pool.imap_unordered(run, tasks), 1):
            regrets[optimizer][function][seed] = regret
            print(f"\r{done}/{len(tasks)} studies, {time.monotonic() - start:.0f} s", end="", flush=True)
    print()

    flat = {optimizer: np.array([regrets[optimizer][f] for f in FUNCTIONS]).ravel() for optimizer in optimizers}
    pairs = [("parley-tpe", "random"), ("parley-tpe", "optuna"), ("optuna", "random")]
    pairs += [("parley-random", "random")] * options.parley_random
    intervals = {f"{one} - {other}": interval(flat[one], flat[other]) for one, other in pairs}
    names = {"random": "random", "optuna": "Optuna TPE", "parley-tpe": "Parley TPE", "parley-random": "Parley random"}
    lines = [
        f"{options.seeds} seeds, {options.trials} trials each; Optuna {optuna.__version__}, Python "
        f"{platform.python_version()}; {time.strftime('%Y-%m-%d', time.gmtime())}", "",
        "Mean regret (median in brackets); lower is better.", "",
        "| function | " + " | ".join(names[o] for o in optimizers) + " |", "| --- " * (len(optimizers) + 1) + "|",
    ]
    for function in FUNCTIONS:
        cells = [f"{np.mean(regrets[o][function]):.4g} ({np.median(regrets[o][function]):.4g})" for o in optimizers]
        lines.append(f"| {function} | " + " | ".join(cells) + " |")
    lines += ["", "Difference of log10 regret, paired by function and seed; below 0, the first is better.", "",
              "| pair | mean | 95 % interval |", "| --- | --- | --- |"]
    for pair, found in intervals.items():
        lines.append(f"| {pair} | {found['mean']:+.3f} | {found['low']:+.3f} to {found['high']:+.3f} |")
    text = "\n".join(lines) + "\n"
    print(text)

    options.results.mkdir(parents=True, exist_ok=True)
    options.results.joinpath("comparison.md").write_text("# Quality, measured by compare.py\n\n" + text)
    options.results.joinpath("comparison.json").write_text(json.dumps({
        "seeds": options.seeds, "trials": options.trials, "optuna": optuna.__version__,
        "intervals": intervals, "regrets": regrets}, indent=1) + "\n")
    if intervals["parley-tpe - random"]["high"] >= 0:
        raise SystemExit("Parley's TPE is not clearly better than random search")


if __name__ == "__main__":
    main()
