#!/usr/bin/env python3
"""Studies that go to every limit: 1,000 parameters, chains of conditions as long, names in every script, the ends of what a double can
be, a thousand choices; asked and told by every strategy, with values as extreme as their spaces.

Usage: hostile.py URL SECONDS [TRIALS]     for so long or so many trials of each study, whichever is later; prints what came of it

No answer may be a 5xx, no suggestion outside of its space, and nothing that is stored other than finite.
"""

import collections
import concurrent.futures
import json
import math
import random
import sys
import time
import urllib.error
import urllib.request

URL, SECONDS, TRIALS = sys.argv[1], float(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0
STRATEGIES = ["random", "sobol", "tpe", "gp", "auto"]
LARGEST, INTEGER = 1.7e308, 2**53 - 1
NAMES = ["学習率", "معدل_التعلم", "קצב", "скорость", "ρυθμός", "수치", "ค่า", "🚀🔥", "e\u0301\u0308\u0323", "\u202eesrever", "‌", "a b\tc",
         "/~0~1", "'\"; DROP TABLE trial; --", "{{x}}", "\\u0000", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢", "👩‍👩‍👧‍👦", "ǅ", "n" * 150]
statuses = collections.Counter()
faults = collections.Counter()


def call(method, path, body=None):
    """A request, sent again as long as it is refused for want of a place."""
    while True:
        status, answer, seconds = once(method, path, body)
        if status != 429:
            return status, answer
        time.sleep(seconds)


def once(method, path, body):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(URL + path, data, {"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            status, text, headers = answer.status, answer.read(), answer.headers
    except urllib.error.HTTPError as refusal:
        status, text, headers = refusal.code, refusal.read(), refusal.headers
    statuses[f"{method} {path.rsplit('/', 1)[1] if '/trials/' in path or path.count('/') > 4 else 'study'} {status}"] += 1
    if status >= 500:
        faults[f"{status} {method} {path}: {text[:200]}"] += 1
    return status, json.loads(text), int(headers.get("Retry-After", 1))


def wide():
    return [kind(f"p{i}", i) for i in range(200) for kind in (
        lambda n, i: {"name": n + "f", "type": "float", "low": -1, "high": 1},
        lambda n, i: {"name": n + "l", "type": "float", "low": 1e-6, "high": 1, "scale": "log"},
        lambda n, i: {"name": n + "i", "type": "int", "low": 0, "high": 100},
        lambda n, i: {"name": n + "o", "type": "ordinal", "values": [1, 2, 4]},
        lambda n, i: {"name": n + "c", "type": "categorical", "choices": ["a", "b", "c"]})]


def deep(length=1000):
    return [{"name": f"d{i}", "type": "categorical", "choices": ["on", "off"],
             **({"when": {"parameter": f"d{i - 1}", "in": ["on"]}} if i else {})} for i in range(length)]


def named():
    return [{"name": name, "type": "categorical", "choices": NAMES} if i % 2 else
            {"name": name, "type": "float", "low": 0, "high": 1} for i, name in enumerate(NAMES)]


def extreme():
    return [
        {"name": "widest", "type": "float", "low": -8.9e307, "high": 8.9e307},
        {"name": "high", "type": "float", "low": 1e308, "high": LARGEST},
        {"name": "denormal", "type": "float", "low": 0, "high": 5e-323},
        {"name": "tiny", "type": "float", "low": 4.9e-324, "high": 1e-300},
        {"name": "log", "type": "float", "low": 1e-300, "high": 1e300, "scale": "log"},
        {"name": "log denormal", "type": "float", "low": 4.9e-324, "high": 1, "scale": "log"},
        {"name": "narrow", "type": "float", "low": 1, "high": 1.0000000000000002},
        {"name": "integers", "type": "int", "low": -INTEGER, "high": INTEGER},
        {"name": "log integers", "type": "int", "low": 1, "high": INTEGER, "scale": "log"},
        {"name": "ordinal", "type": "ordinal", "values": [-LARGEST, 0, 4.9e-324, LARGEST]},
    ]


def choosy():
    return [{"name": f"c{i}", "type": "categorical", "choices": [f"choice {j}" for j in range(1000)]} for i in range(10)]


SPACES = {"wide": wide, "deep": deep, "named": named, "extreme": extreme, "choosy": choosy}


def value(kind, turn):
    if kind == "extreme":
        return random.choice([LARGEST, -LARGEST, 0, 4.9e-324, 1e308 * random.uniform(-1, 1)])
    return random.gauss(0, 1) * 10 ** random.choice([0, 0, 3, 100]) if turn % 10 == 9 else random.gauss(0, 1)


def check(space, configuration, where):
    by_name = {parameter["name"]: parameter for parameter in space}
    for name, got in configuration.items():
        parameter = by_name[name]
        match parameter["type"]:
            case "float" | "int":
                inside = math.isfinite(got) and parameter["low"] <= got <= parameter["high"]
            case "ordinal":
                inside = got in parameter["values"]
            case _:
                inside = got in parameter["choices"]
        condition = parameter.get("when")
        if not inside or (condition and configuration.get(condition["parameter"]) not in condition["in"]):
            faults[f"outside: {where} {name}={got}"] += 1


def finite(text, where):
    def walk(item):
        if isinstance(item, float) and not math.isfinite(item):
            faults[f"not finite: {where}"] += 1
        for inner in item.values() if isinstance(item, dict) else item if isinstance(item, list) else ():
            walk(inner)
    walk(text)


def run(kind, strategy, number):
    space, path = SPACES[kind](), f"/api/v1/studies/hostile-{kind}-{strategy}-{number}"
    status, answer = call("PUT", path, {
        "description": " ".join(NAMES), "space": space, "strategy": {"type": strategy, "seed": 1},
        "objectives": [{"name": NAMES[0], "direction": "minimize"}]})
    if status != 201:
        faults[f"not created: {kind} {strategy}: {str(answer)[:300]}"] += 1
        return 0
    end, turn = time.monotonic() + SECONDS, 0
    while time.monotonic() < end or turn < TRIALS:
        status, answer = call("POST", path + "/ask", {"worker": NAMES[turn % len(NAMES)]})
        if status != 200 or not answer["trials"]:
            time.sleep(1)
            turn += status >= 500
            continue
        trial = answer["trials"][0]
        check(space, trial["configuration"], f"{kind} {strategy}")
        told = {"lease": trial["lease"], "state": "complete", "values": {NAMES[0]: value(kind, turn)},
                "constraints": {"c": random.choice([LARGEST, -LARGEST, 0])} if turn % 3 == 0 else {}}
        status, answer = call("POST", f"{path}/trials/{trial['number']}/tell", told)
        if status != 200:
            faults[f"not told: {kind} {strategy} {status} {str(answer)[:200]}"] += 1
        turn += 1
    for what in ("/trials?pageSize=1000", "/best", "/advice"):
        finite(call("GET", path + what)[1], f"{kind} {strategy} {what}")
    return turn


random.seed(1)
with concurrent.futures.ThreadPoolExecutor(25) as threads:
    made = [(kind, strategy, threads.submit(run, kind, strategy, 0)) for kind in SPACES for strategy in STRATEGIES]
    for kind in SPACES:
        print(f"{kind}: trials by strategy", {s: f.result() for k, s, f in made if k == kind})
print("statuses", dict(sorted(statuses.items())))
for fault, count in faults.most_common(40):
    print(f"FAULT ({count}): {fault}")
sys.exit(bool(faults))
