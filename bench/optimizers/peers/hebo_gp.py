"""HEBO: a Gaussian process with warped inputs and outputs, and an ensemble of acquisitions.

All parameters are always there; inactive ones are not used, and those of a startup point take the middle of their
range. Stepped and ordinal parameters are the index of their value. An infeasible trial is told as the worst loss so
far.
"""

import math
from importlib.metadata import version

import numpy as np
import pandas
import torch
from hebo.design_space.design_space import DesignSpace
from hebo.optimizers.hebo import HEBO

from peers.peer import Peer
from tasks.space import is_active, values

VERSION = version("HEBO")
torch.set_num_threads(1)


def is_index(p):
    return p["type"] == "ordinal" or (p["type"] != "categorical" and "step" in p)


def parameter(p):
    if p["type"] == "categorical":
        return {"name": p["name"], "type": "cat", "categories": p["choices"]}
    if is_index(p):
        return {"name": p["name"], "type": "int", "lb": 0, "ub": len(values(p)) - 1}
    kind = {("float", False): "num", ("float", True): "pow", ("int", False): "int", ("int", True): "pow_int"}
    chosen = kind[p["type"], p.get("scale") == "log"]
    return {"name": p["name"], "type": chosen, "lb": p["low"], "ub": p["high"], "base": 10}


def middle(p):
    if p["type"] == "categorical":
        return p["choices"][0]
    if is_index(p):
        return len(values(p)) // 2
    found = math.sqrt(p["low"] * p["high"]) if p.get("scale") == "log" else (p["low"] + p["high"]) / 2
    return round(found) if p["type"] == "int" else found


class HeboPeer(Peer):
    def __init__(self, name, space, seed):
        self.space = space
        np.random.seed(seed)
        torch.manual_seed(seed)
        self.optimizer = HEBO(DesignSpace().parse([parameter(p) for p in space]), rand_sample=4, scramble_seed=seed)
        self.startup = []
        self.worst = -math.inf

    def add(self, configuration, loss):
        row = {p["name"]: self._encoded(p, configuration.get(p["name"])) for p in self.space}
        self.startup.append((row, loss))

    @staticmethod
    def _encoded(p, value):
        if value is None:
            return middle(p)
        return values(p).index(value) if is_index(p) else value

    def ask(self):
        if self.startup:
            self.worst = max(loss for _, loss in self.startup if not math.isnan(loss))
            for row, loss in self.startup:
                self.asked = pandas.DataFrame([row])
                self.tell(loss)
            self.startup = []
        self.asked = self.optimizer.suggest(1)
        found = self.asked.iloc[0].to_dict()
        configuration = {}
        for p in self.space:
            if is_active(p, configuration):
                configuration[p["name"]] = self._decoded(p, found[p["name"]])
        return configuration

    @staticmethod
    def _decoded(p, value):
        if is_index(p):
            return values(p)[int(value)]
        if p["type"] == "categorical":
            return p["choices"][p["choices"].index(value)]
        value = min(max(float(value), p["low"]), p["high"])
        return round(value) if p["type"] == "int" else value

    def tell(self, loss):
        if not math.isnan(loss):
            self.worst = max(self.worst, loss)
        self.optimizer.observe(self.asked, np.array([[self.worst if math.isnan(loss) else loss]]))
