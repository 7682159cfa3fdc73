"""What became of a model's answers: read strictly here, and as the service read them."""

import collections
import json

DUPLICATES = {"tried", "proposed"}
WHOLE = {"unreadable", "empty"}
"""Why there is no proposal in an answer."""

AROUND = {"surrounded", "broken-off"}
OUTSIDE = {"shapeless", "missing", "no-number", "no-choice", "out-of-range"}


def is_inside(space, configuration):
    """Whether a configuration, as it stands, is a point of the space."""
    if not isinstance(configuration, dict) or not set(configuration) <= {parameter["name"] for parameter in space}:
        return False
    return all(_is_value(parameter, configuration) for parameter in space)


def _is_value(parameter, configuration):
    value = configuration.get(parameter["name"])
    condition = parameter.get("when")
    if condition and configuration.get(condition["parameter"]) not in condition["in"]:
        return value is None
    if parameter["type"] in ("ordinal", "categorical"):
        return value in parameter.get("values", parameter.get("choices"))
    if not isinstance(value, float if parameter["type"] == "float" else int) and not isinstance(value, int):
        return False
    if isinstance(value, bool) or not parameter["low"] <= value <= parameter["high"]:
        return False
    steps = (value - parameter["low"]) / parameter.get("step", 1)
    return "step" not in parameter or abs(steps - round(steps)) < 1e-6


def strictly(space, text, looked_at):
    """How many of the proposals that were looked at, the first of an answer, are points of the space as they stand; None where it
    is not as was asked for."""
    try:
        proposals = json.loads(text)["proposals"]
        return sum(is_inside(space, proposal["configuration"]) for proposal in proposals[:looked_at])
    except (ValueError, TypeError, KeyError):
        return None


def count(space, exchanges):
    """Counts of some exchanges; all but ``answers`` and ``failed`` are of those that were answered."""
    counts = collections.Counter()
    for exchange in exchanges:
        fates = exchange["fates"]
        counts["calls"] += 1
        counts["retries"] += "The faults follow as data" in exchange["prompt"]
        counts["milliseconds"] += exchange["milliseconds"]
        if exchange["outcome"] != "answered":
            counts[f"failed: {exchange['outcome']}"] += 1
            continue
        looked_at = fates.get("accepted", 0) + sum(fates.get(fate, 0) for fate in DUPLICATES | OUTSIDE)
        as_it_stands = strictly(space, exchange["answer"], looked_at)
        counts["answers"] += 1
        counts["answers as asked for"] += as_it_stands is not None
        counts["answers with proposals"] += not WHOLE & set(fates)
        counts["input tokens"] += exchange["inputTokens"] or 0
        counts["output tokens"] += exchange["outputTokens"] or 0
        counts["inside as they stand"] += as_it_stands or 0
        counts["accepted"] += fates.get("accepted", 0)
        counts["duplicates"] += sum(fates.get(fate, 0) for fate in DUPLICATES)
        counts["outside"] += sum(fates.get(fate, 0) for fate in OUTSIDE)
        for fate, times in fates.items():
            if fate != "accepted":
                counts[f"fate: {fate}"] += times
    return counts


def proposals(counts):
    """All proposals that were looked at."""
    return counts["accepted"] + counts["duplicates"] + counts["outside"]
