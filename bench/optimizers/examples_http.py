"""What the trials of similar studies are worth in a prompt: a scripted model that reads them, over HTTP.

    bench/optimizers/examples_http.sh .venv/bin/python [--seeds 3] [--tasks NAME,…]

One data set of ``related/`` is left out at a time, as in transfer.py. The model is served as any provider is, and knows nothing but its
prompt: it proposes what was best in the earlier studies that it finds there, a little moved, and what lies close to the best trial told.
Its twin reads no earlier studies. Both are in the mix (llm-tpe) and alone (llm), with the other data sets as sources or without. The
figure is the geometric mean over tasks of the ratio of mean regrets to ``auto`` without sources.
"""

import one_core  # first of all

import argparse
import concurrent.futures
import itertools
import json
import pathlib
import re
import sys
import threading
import time

import numpy as np

import mixing
import mixing_http
import parley
import report
import scripted
import tasks
from tasks import related

COUNTS = (5, 10, 25)
FIRST_SEED = 3000
PAUSE = 0.03
WAIT_MS = 5000

ARMS = {
    "auto": ("auto", False, False),
    "auto, sources": ("auto", True, False),
    "llm-tpe, sources, a blind model": ("llm-tpe", True, False),
    "llm-tpe, sources, a reading model": ("llm-tpe", True, True),
    "llm, sources, a blind model": ("llm", True, False),
    "llm, sources, a reading model": ("llm", True, True),
}


def arguments():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--url", required=True)
    options.add_argument("--port", type=int, required=True, help="where the service looks for the model")
    options.add_argument("--tasks", type=mixing.words, help="these tasks only")
    options.add_argument("--seeds", type=int, default=3)
    options.add_argument("--at-once", type=int, default=4, help="how many studies run at the same time")
    options.add_argument("--write", metavar="NAME", help="keep the table in results/NAME.md")
    return options.parse_args()


class Answering(mixing_http.Answering):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        prompt = asked["messages"][-1]["content"]
        study = self.server.studies[int(re.search(r'"description": "study (\d+)"', prompt)[1])]
        data, _ = json.JSONDecoder().raw_decode(prompt, prompt.index("{"))
        self.server.calls[study.arm] += 1
        earlier = data.get("earlier_studies", [])
        self.server.examples[study.arm] += len(earlier)
        found = study.proposals([row["configuration"] for row in earlier], min(data["proposals_wanted"], scripted.ANSWERS))
        text = json.dumps({"proposals": [{"reason": "scripted", "configuration": one} for one in found]}, default=float)
        self.answer({
            "id": "1", "object": "chat.completion", "created": 1, "model": "scripted",
            "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}],
            "usage": {"prompt_tokens": 1000, "completion_tokens": 500, "total_tokens": 1500}})


class Study:
    numbers = itertools.count()

    def __init__(self, task, seed, arm, url, server):
        self.task, self.seed, self.arm, self.url = task, seed, arm, url
        self.strategy, self.has_sources, self.reads = ARMS[arm]
        self.random, self.told, self.losses, self.used, self.turn = np.random.default_rng([seed, 18]), [], [], 0, 0
        self.number = next(self.numbers)
        server.studies[self.number] = self

    def proposals(self, earlier, wanted):
        """By turns a new one of what the earlier studies found, a little moved, and what is near to the best told."""
        near, found = scripted.greedy(self.task, list(self.told), self.random), []
        while len(found) < wanted:
            if self.reads and self.turn % 2 == 0 and self.used < len(earlier):
                found.append(scripted.near(self.task.space, earlier[self.used], 0.02, 0.0, self.random))
                self.used += 1
            else:
                found.append(near.pop())
            self.turn += 1
        return found

    def run(self):
        client = mixing_http.Client(self.url, self.number)
        strategy = {"type": self.strategy, "seed": self.seed}
        definition = {**parley.definition(self.task.space, "auto", self.seed), "strategy": strategy, "description": f"study {self.number}"}
        if self.has_sources:
            definition["transfer"] = {"from": source_names(self.task)}
        client.call("PUT", "", definition)
        ask = {"waitMs": WAIT_MS} if self.strategy == "llm" else {}
        for _ in range(COUNTS[-1]):
            trial = client.call("POST", "/ask", ask)["trials"][0]
            loss = float(self.task.loss(trial["configuration"]))
            self.told.append((trial["configuration"], loss))
            self.losses.append(loss)
            client.call("POST", f"/trials/{trial['number']}/tell", {"lease": trial["lease"], **parley.outcome(loss)})
            time.sleep(PAUSE)
        client.call("DELETE", "")
        return np.minimum.accumulate(self.losses)[[count - 1 for count in COUNTS]] - self.task.zero


def source_names(task):
    group = related.table(task.name)["group"]
    others = [name for name in related.names() if name != task.name and related.table(name)["group"] == group]
    return [f"{name}-{i}" for name in others for i in range(len(related.studies(name)))]


def bring_sources(url):
    for name in related.names():
        for i, trials in enumerate(related.studies(name)):
            client = mixing_http.Client(url, 0)
            client.path = f"/api/v1/studies/{name}-{i}"
            client.call("PUT", "", parley.definition(related.task(name).space, "tpe", i))
            told = [{"configuration": configuration, **parley.outcome(loss)} for configuration, loss in trials]
            client.call("POST", "/trials", {"trials": told})


def run_all(chosen, options, server):
    found = {}
    with concurrent.futures.ThreadPoolExecutor(options.at_once) as pool:
        running = {pool.submit(Study(task, FIRST_SEED + seed, arm, options.url, server).run): (arm, task.name, seed)
                   for seed in range(options.seeds) for task in chosen for arm in ARMS}
        for study in concurrent.futures.as_completed(running):
            found[running[study]] = study.result()
    return found


def ratios(found, arm, chosen, options):
    """The ratio of mean regrets to ``auto`` by count, for each task."""
    def mean(of, task):
        return np.mean([found[of, task.name, seed] for seed in range(options.seeds)], axis=0)
    return np.array([mean(arm, task) / mean("auto", task) for task in chosen])


def main():
    options = arguments()
    chosen = [task for task in tasks.RELATED if options.tasks is None or task.name in options.tasks]
    server = mixing_http.Model(options.port, 0.0)
    server.RequestHandlerClass, server.examples = Answering, dict.fromkeys(ARMS, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    bring_sources(options.url)
    found = run_all(chosen, options, server)
    lines = [f"{len(chosen)} tasks, {options.seeds} seeds. Ratio of regrets to auto without sources.", ""]
    lines += report.head(["", *(f"at {count}" for count in COUNTS), "calls of a study", "examples in a prompt"])
    for arm in ARMS:
        means = np.exp(np.mean(np.log(ratios(found, arm, chosen, options)), axis=0))
        calls = server.calls[arm]
        lines.append(report.row([arm, *(f"{mean:.2f}" for mean in means), f"{calls / len(chosen) / options.seeds:.1f}",
                                 f"{server.examples[arm] / calls:.1f}" if calls else ""]))
    print("\n".join(lines))
    if options.write:
        head = f"# {options.write}\n\nWritten by `examples_http.sh PYTHON {' '.join(sys.argv[5:])}`.\n\n"
        (pathlib.Path(__file__).parent / "results" / f"{options.write}.md").write_text(head + "\n".join(lines) + "\n")
    if not all(server.examples[arm] for arm, (strategy, has_sources, _) in ARMS.items() if has_sources and strategy != "auto"):
        raise SystemExit("a model was shown no examples")


if __name__ == "__main__":
    main()
