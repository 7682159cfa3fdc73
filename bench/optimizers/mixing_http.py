"""The gate over HTTP: studies of a running Parley beside scripted models, which it calls as it calls any provider.

    bench/optimizers/mixing_http.sh .venv/bin/python [--seeds 5] [--workers 8 --delay 5] [--in-process FILE]

Serves the scripts of ``scripted.py`` as an OpenAI-compatible server, and runs studies against it in real time, a simulated second
being ``--second`` of a real one. ``FILE`` is one that ``mixing.py --keep`` wrote: its figures for the same tasks, seeds and models
are put beside those found here. They need not be equal: over HTTP an answer arrives a little later.
"""

import one_core  # first of all

import argparse
import collections
import concurrent.futures
import http.server
import itertools
import json
import math
import pathlib
import re
import threading
import time

import numpy as np

import mixing
import parley
import report
import scripted
import tasks
from studies import FIRST_SEED

TASKS = "hartmann-3,edge-8,ladder-7,noisy-valley-6,lightgbm-adult"


def arguments():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--url", required=True)
    options.add_argument("--port", type=int, required=True, help="where the service looks for the model")
    options.add_argument("--tasks", type=mixing.words, default=TASKS.split(","))
    options.add_argument("--models", type=mixing.words, default=["expert", "hostile"])
    options.add_argument("--seeds", type=int, default=5)
    options.add_argument("--workers", type=int, default=1)
    options.add_argument("--delay", type=float, default=0.0, help="seconds that an answer takes")
    options.add_argument("--second", type=float, default=0.1, help="how long a second is here")
    options.add_argument("--at-once", type=int, default=6, help="how many studies run at the same time")
    options.add_argument("--in-process", type=pathlib.Path)
    return options.parse_args()


class Model(http.server.ThreadingHTTPServer):
    """Answers for the script of the study that a prompt's description names by its number."""

    daemon_threads = True

    def __init__(self, port, delay):
        super().__init__(("127.0.0.1", port), Answering)
        self.delay, self.studies, self.calls = delay, {}, collections.Counter()


class Answering(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        number = int(re.search(r'"description": "study (\d+)"', asked["messages"][-1]["content"])[1])
        study = self.server.studies[number]
        self.server.calls[study.model] += 1
        with study.lock:
            found = scripted.MODELS[study.model](study.task, list(study.told), study.random)
        time.sleep(self.server.delay)
        text = json.dumps({"proposals": [{"reason": "scripted", "configuration": one} for one in found]}, default=float)
        self.answer({
            "id": "1", "object": "chat.completion", "created": 1, "model": "scripted",
            "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}],
            "usage": {"prompt_tokens": 1000, "completion_tokens": 500, "total_tokens": 1500}})

    def answer(self, body):
        content = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


class Study:
    """One study over HTTP; ``model`` is None for the engine alone."""

    numbers = itertools.count()

    def __init__(self, task, seed, model, options, server):
        self.task, self.seed, self.model, self.options = task, seed, model, options
        self.random = np.random.default_rng([seed, 17])
        most = mixing.COUNTS[-1] + options.workers
        self.noises, self.durations = task.noises(seed, most), task.durations(seed, most)
        self.told, self.steps, self.lowest, self.lock = [], [], math.inf, threading.Lock()
        self.number = next(self.numbers)
        server.studies[self.number] = self

    def run(self):
        strategy = {"type": "llm-tpe" if self.model else mixing.ENGINE, "seed": self.seed}
        first = Client(self.options.url, self.number)
        first.call("PUT", "", {**parley.definition(self.task.space, "auto", self.seed), "strategy": strategy,
                               "description": f"study {self.number}"})
        workers = [threading.Thread(target=self.work) for _ in range(self.options.workers)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        first.call("DELETE", "")
        return {"losses": [self.loss(count) for count in mixing.COUNTS]}

    def work(self):
        client = Client(self.options.url, self.number)
        while len(self.told) < mixing.COUNTS[-1]:
            trial = client.call("POST", "/ask", {})["trials"][0]
            number, configuration = trial["number"], trial["configuration"]
            if number >= len(self.noises):
                return
            if self.options.workers > 1:
                time.sleep(self.durations[number] * self.options.second)
            loss = self.task.loss(configuration)
            noisy = float(loss + self.noises[number])
            with self.lock:
                self.told.append((configuration, noisy))
                if noisy < self.lowest:
                    self.lowest = noisy
                    self.steps.append((len(self.told), float(loss)))
            client.call("POST", f"/trials/{number}/tell", {"lease": trial["lease"], **parley.outcome(noisy)})
            if self.options.workers == 1:
                time.sleep(self.durations[number] * self.options.second)

    loss = mixing.Study.loss


class Client(parley.OverHttp):
    """A connection of one thread to a study."""

    def __init__(self, url, number):
        self.connection = parley.shared_connection.__wrapped__(url)
        self.path = f"/api/v1/studies/mixing-{number}"


def run_all(options, server):
    chosen = [tasks.BY_NAME[name] for name in options.tasks]
    wanted = [(task, FIRST_SEED[task.half] + seed, model)
              for seed in range(options.seeds) for task in chosen for model in [None, *options.models]]
    found = {}
    with concurrent.futures.ThreadPoolExecutor(options.at_once) as pool:
        running = {pool.submit(Study(task, seed, model, options, server).run): (model, task.name, seed)
                   for task, seed, model in wanted}
        for study in concurrent.futures.as_completed(running):
            found[running[study]] = study.result()
    return found


def ratios(found, model, options):
    """The mean over tasks of the mean over seeds of log10 ratios, by count; None where studies are missing."""
    means = []
    for name in options.tasks:
        task = tasks.BY_NAME[name]
        seeds = range(FIRST_SEED[task.half], FIRST_SEED[task.half] + options.seeds)
        if any((arm, name, seed) not in found for arm in (None, model) for seed in seeds):
            return None
        means.append(np.mean([np.log10(mixing.regrets(task, found[model, name, seed]) / mixing.regrets(task, found[None, name, seed]))
                              for seed in seeds], axis=0))
    return means


def in_process(options):
    """The studies of a file that ``mixing.py`` wrote, for as many workers and the same delay."""
    found = {}
    for line in options.in_process.read_text().splitlines() if options.in_process else []:
        (mode, model, delay, workers, name, seed), study = json.loads(line)
        if workers == options.workers and (model is None or mode == "gated" and delay == options.delay):
            found[model, name, seed] = study
    return found


def main():
    options = arguments()
    server = Model(options.port, options.delay * options.second)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    tables = {"HTTP": run_all(options, server), "in process": in_process(options)}
    print(f"{len(options.tasks)} tasks ({', '.join(options.tasks)}), {options.seeds} seeds, {options.workers} workers, answers after "
          f"{options.delay:g} s; mean log10 ratio of regrets to {mixing.ENGINE} alone, and its one-sided 95 % bound over tasks.\n")
    print("\n".join(report.head(["model", "", *(f"at {n}" for n in mixing.COUNTS), "calls"])))
    for model in options.models:
        for where, found in tables.items():
            means = ratios(found, model, options)
            if means:
                cells = [mixing.cell([logs[i] for logs in means]) for i in range(len(mixing.COUNTS))]
                print(report.row([model, where, *cells, str(server.calls[model]) if where == "HTTP" else ""]))
    if any(not server.calls[model] for model in options.models):
        raise SystemExit("a model was never asked")


if __name__ == "__main__":
    main()
