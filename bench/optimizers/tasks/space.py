"""Search spaces in the API's own form, and draws from their prior."""

import numpy as np


def real(name, low, high, **more):
    return {"name": name, "type": "float", "low": low, "high": high, **more}


def log(name, low, high, **more):
    return real(name, low, high, scale="log", **more)


def whole(name, low, high, **more):
    return {"name": name, "type": "int", "low": low, "high": high, **more}


def ordinal(name, *values, **more):
    return {"name": name, "type": "ordinal", "values": list(values), **more}


def choice(name, *choices, **more):
    return {"name": name, "type": "categorical", "choices": list(choices), **more}


def when(parameter, *values):
    """The condition of a parameter, to be given as ``**when("solver", "sgd")``."""
    return {"when": {"parameter": parameter, "in": list(values)}}


def box(dimensions, low, high):
    """x0, x1, … between the same bounds."""
    return [real(f"x{i}", low, high) for i in range(dimensions)]


def is_active(parameter, configuration):
    condition = parameter.get("when")
    return condition is None or configuration.get(condition["parameter"]) in condition["in"]


def values(parameter):
    """All values of a discrete parameter in their order; None of a continuous one."""
    if parameter["type"] == "ordinal":
        return parameter["values"]
    if parameter["type"] == "categorical":
        return parameter["choices"]
    step = parameter.get("step", 1 if parameter["type"] == "int" else None)
    if step is None:
        return None
    count = int((parameter["high"] - parameter["low"]) / step + 1e-9) + 1
    return [round(parameter["low"] + i * step, 10) for i in range(count)]


def draw(space, random):
    """A configuration from the prior: uniform over range or values, or over the logarithm of the range."""
    configuration = {}
    for parameter in space:
        if is_active(parameter, configuration):
            configuration[parameter["name"]] = _draw(parameter, random)
    return configuration


def _draw(parameter, random):
    is_log = parameter.get("scale") == "log"
    if not is_log and (listed := values(parameter)) is not None:
        return listed[random.integers(len(listed))]
    low, high = parameter["low"], parameter["high"]
    if parameter["type"] == "int":
        edges = np.log([low - 0.5, high + 0.5])
        return int(min(max(round(float(np.exp(random.uniform(*edges)))), low), high))
    if is_log:
        return float(min(max(np.exp(random.uniform(np.log(low), np.log(high))), low), high))
    return float(random.uniform(low, high))
