"""Studies of a running Parley with a real language model in the mix, beside the same studies without it.

    bench/model/run.sh [--quick] [--minutes 20] [--keep FILE]

A study asks for one trial at a time and lets each ask wait for a proposal, since these trials take no time. The first seeds of all
tasks run first; when the minutes are spent, the study at hand ends early, and counts for its answers only. ``FILE`` keeps what was
run, so that calling again goes on.
"""

import argparse
import collections
import json
import math
import pathlib
import statistics
import sys
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "optimizers"))

import answers
import tasks

ALONE = "auto"
ARMS = {
    ALONE: {"type": "auto"},
    "gated": {"type": "llm-tpe", "mode": "gated"},
    "coin": {"type": "llm-tpe", "mode": "coin"},
    "llm": {"type": "llm"},
}
WAIT = 60_000
FLOOR = 1e-3


def words(text):
    return text.split(",")


def arguments():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--url", required=True)
    options.add_argument("--metrics", required=True, help="where llama.cpp's own metrics are")
    options.add_argument("--tasks", type=words, default=["branin-2", "lightgbm-adult", "layers-7"])
    options.add_argument("--arms", type=words, default=list(ARMS))
    options.add_argument("--seeds", type=int, default=3)
    options.add_argument("--trials", type=int, default=20)
    options.add_argument("--minutes", type=float, default=20)
    options.add_argument("--keep", type=pathlib.Path, help="add studies to this file, and run none that it holds")
    options.add_argument("--quick", action="store_true", help="one study of five trials, to see that it works")
    given = options.parse_args()
    if given.quick:
        given.tasks, given.arms, given.seeds, given.trials = ["branin-2"], [ALONE, "llm"], 1, 5
    return given


def call(url, method="GET", body=None):
    content = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, content, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=120) as response:
        content = response.read()
    return json.loads(content) if content else None


def run(url, task, arm, seed, trials, end):
    """One study, which is removed in the end: its losses, the origins of its trials and the exchanges with the model.

    Its trials are fewer where it was not done by the time ``end``.
    """
    study = f"{url}/api/v1/studies/{arm}-{task.name}-{seed}"
    call(study, "PUT", {
        "space": task.space,
        "objectives": [{"name": "loss", "direction": "minimize"}],
        "strategy": {**ARMS[arm], "seed": seed}})
    losses, origins = [], []
    for noise in task.noises(seed, trials):
        if time.monotonic() > end:
            break
        trial = call(f"{study}/ask", "POST", {} if arm == ALONE else {"waitMs": WAIT})["trials"][0]
        loss = float(task.loss(trial["configuration"]) + noise)
        outcome = {"state": "infeasible"} if math.isnan(loss) else {"state": "complete", "values": {"loss": loss}}
        call(f"{study}/trials/{trial['number']}/tell", "POST", {"lease": trial["lease"], **outcome})
        losses.append(None if math.isnan(loss) else loss)
        origins.append(trial["origin"])
    exchanges = call(f"{study}/exchanges?pageSize=100")["exchanges"]
    call(study, "DELETE")
    return {"losses": losses, "origins": origins, "exchanges": exchanges}


class Kept:
    """Studies that were run, by task, arm, seed and trials; in a file if there is one."""

    def __init__(self, file):
        self.file, self.studies = file, {}
        if file and file.exists():
            for line in file.read_text().splitlines():
                key, found = json.loads(line)
                self.studies[tuple(key)] = found

    def has(self, key):
        """Whether a study was run to its last trial."""
        return key in self.studies and len(self.studies[key]["losses"]) == key[-1]

    def add(self, key, found):
        self.studies[key] = found
        if self.file:
            with self.file.open("a") as out:
                out.write(json.dumps([key, found]) + "\n")


def run_missing(given, kept):
    end = time.monotonic() + 60 * given.minutes
    for seed in range(given.seeds):
        for name in given.tasks:
            for arm in given.arms:
                key = (name, arm, seed, given.trials)
                if not kept.has(key) and time.monotonic() < end:
                    start = time.monotonic()
                    kept.add(key, run(given.url, tasks.BY_NAME[name], arm, seed, given.trials, end))
                    print(f"{name} {arm} {seed}: {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)


def regret(task, found):
    feasible = [loss for loss in found["losses"] if loss is not None]
    best = min(feasible, default=task.zero + 10 * task.scale)
    return max(best - task.zero, FLOOR * task.scale)


def results(given, kept):
    """A table of what the studies came to; only seeds that were run without the model too."""
    lines = ["| task | strategy | seeds | mean regret | mean log10 ratio to auto | the model's trials | calls a study |",
             "| --- | --- | --- | --- | --- | --- | --- |"]
    for name in given.tasks:
        for arm in given.arms:
            keys = [((name, arm, seed, given.trials), (name, ALONE, seed, given.trials)) for seed in range(given.seeds)]
            pairs = [(kept.studies[mixed], kept.studies[alone]) for mixed, alone in keys if kept.has(mixed) and kept.has(alone)]
            if pairs:
                task = tasks.BY_NAME[name]
                regrets = [(regret(task, mixed), regret(task, alone)) for mixed, alone in pairs]
                ratio = statistics.mean(math.log10(mixed / alone) for mixed, alone in regrets)
                turns = statistics.mean(mixed["origins"].count("llm") for mixed, _ in pairs)
                calls = statistics.mean(len(mixed["exchanges"]) for mixed, _ in pairs)
                lines.append(f"| {name} | {arm} | {len(pairs)} | {statistics.mean(r for r, _ in regrets):.3g} | {ratio:+.2f} "
                             f"| {turns:.1f} of {given.trials} | {calls:.1f} |")
    return lines


def share(part, whole):
    return f"{part} of {whole} ({100 * part / whole:.0f} %)" if whole else "none"


def conversation(given, kept):
    """What became of the answers, by task and in all."""
    counts = {}
    for name in given.tasks:
        counts[name] = sum((answers.count(tasks.BY_NAME[name].space, found["exchanges"])
                            for (task, *_), found in kept.studies.items() if task == name), collections.Counter())
    counts["all"] = sum(counts.values(), collections.Counter())
    lines = ["| task | calls | answers | JSON as asked for | with proposals | proposals | in the space as they stand "
             "| in the space as read | duplicates | accepted | tokens in, out | seconds a call |",
             "| --- " * 12 + "|"]
    for name, c in counts.items():
        seen = answers.proposals(c)
        lines.append(
            f"| {name} | {c['calls']} | {c['answers']} | {share(c['answers as asked for'], c['answers'])} "
            f"| {share(c['answers with proposals'], c['answers'])} | {seen} | {share(c['inside as they stand'], seen)} "
            f"| {share(c['accepted'] + c['duplicates'], seen)} | {share(c['duplicates'], seen)} | {share(c['accepted'], seen)} "
            f"| {c['input tokens']}, {c['output tokens']} | {c['milliseconds'] / 1000 / max(1, c['calls']):.1f} |")
    kinds = {key: n for key, n in sorted(counts["all"].items()) if key.startswith(("fate: ", "failed: ")) or key == "retries"}
    return [*lines, "", "; ".join(f"{kind.removeprefix('fate: ')} {n}" for kind, n in kinds.items())]


def speed(metrics):
    """Tokens a second of the server since it began, by its own metrics."""
    with urllib.request.urlopen(metrics, timeout=120) as response:
        lines = response.read().decode().splitlines()
    found = {line.split()[0]: float(line.split()[1]) for line in lines if line and not line.startswith("#")}
    rates = []
    for what, seconds, label in (("prompt_tokens", "prompt", "read"), ("tokens_predicted", "tokens_predicted", "written")):
        taken = found[f"llamacpp:{seconds}_seconds_total"]
        if taken:
            rates.append(f"{found[f'llamacpp:{what}_total'] / taken:.0f} tokens a second {label}")
    return ", ".join(rates)


def main():
    given = arguments()
    kept = Kept(given.keep)
    run_missing(given, kept)
    print("\n".join([*results(given, kept), "", *conversation(given, kept), "", speed(given.metrics)]))
    if given.quick and not any(found["exchanges"] for found in kept.studies.values()):
        sys.exit("the model was never asked")


if __name__ == "__main__":
    main()
