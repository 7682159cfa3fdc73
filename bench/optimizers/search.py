"""Searches tasks for their minimum, long; keeps the lowest loss found in zeros.json, with the scale of random ones.

Half of the evaluations are draws from the prior; the other half improve the best twenty of them, by changing one to
three parameters at a time, by steps that shrink. For a task whose minimum is known, it checks that nothing lower is
found.

    python3 search.py TASK…         all tasks if none is named
"""

import json
import math
import sys

import numpy as np

import tasks
from tasks import reference
from tasks.space import draw, is_active, values

EVALUATIONS = 40_000
SLOW_EVALUATIONS = 8_000  # where a model is trained for each
STARTS = 20


def near(space, configuration, reach, random):
    """A configuration that differs in one to three parameters, numbers by about ``reach`` of their range."""
    changed = {p["name"] for p in random.choice(space, size=min(len(space), random.integers(1, 4)), replace=False)}
    fresh, moved = draw(space, random), {}
    for p in space:
        name = p["name"]
        if not is_active(p, moved):
            continue
        if name not in configuration or (name in changed and p["type"] == "categorical"):
            moved[name] = fresh[name] if name in fresh else draw([{**p, "when": None}], random)[name]
        else:
            moved[name] = shifted(p, configuration[name], reach, random) if name in changed else configuration[name]
    return moved


def shifted(parameter, value, reach, random):
    """A number or an ordinal value moved by about ``reach`` of its range, by one step at least."""
    listed = None if parameter.get("scale") == "log" else values(parameter)
    if listed is not None:
        step = random.normal() * reach * len(listed)
        index = listed.index(value) + (round(step) or random.choice([-1, 1]))
        return listed[min(max(index, 0), len(listed) - 1)]
    forward, back = (math.log, math.exp) if parameter.get("scale") == "log" else (float, float)
    low, high = forward(parameter["low"]), forward(parameter["high"])
    moved = back(min(max(forward(value) + random.normal() * reach * (high - low), low), high))
    if parameter["type"] == "int":
        moved = round(moved) if round(moved) != value else value + int(random.choice([-1, 1]))
    return min(max(moved, parameter["low"]), parameter["high"])


def search(task, evaluations):
    """The lowest loss found, its configuration, and the losses of the random half."""
    random = np.random.default_rng(2026)
    drawn = [draw(task.space, random) for _ in range(evaluations // 2)]
    losses = np.array([task.loss(configuration) for configuration in drawn])
    found = []
    for start in np.argsort(losses)[:STARTS]:
        best, lowest, reach = drawn[start], losses[start], 0.2
        for _ in range(evaluations // 2 // STARTS):
            candidate = near(task.space, best, reach, random)
            loss = task.loss(candidate)
            if loss < lowest:
                best, lowest, reach = candidate, loss, min(0.2, 1.3 * reach)
            else:
                reach = max(1e-6, 0.985 * reach)
        found.append((float(lowest), best))
    return min(found, key=lambda pair: pair[0]), losses


def is_lower(kept, task, lowest):
    """Whether the zero kept of the task as it is now is at least as low."""
    return kept is not None and kept["task"] == task.fingerprint and kept["zero"] <= lowest


def main():
    kept = json.loads(reference.FILE.read_text()) if reference.FILE.exists() else {}
    for task in [tasks.BY_NAME[name] for name in sys.argv[1:]] or tasks.ALL:
        evaluations = SLOW_EVALUATIONS if task.edition else EVALUATIONS
        (lowest, configuration), losses = search(task, evaluations)
        print(f"{task.name}: {lowest:.6g} of {evaluations}, median {np.nanmedian(losses):.6g}", flush=True)
        if task.known_scale is None:
            assert lowest >= -1e-9, f"{task.name} goes below 0 at {configuration}"
        elif not is_lower(kept.get(task.name), task, lowest):
            kept[task.name] = {
                "zero": lowest, "scale": float(np.nanmedian(losses)) - lowest, "at": configuration,
                "evaluations": evaluations, "task": task.fingerprint}
            reference.FILE.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
