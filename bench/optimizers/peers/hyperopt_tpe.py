"""Hyperopt's TPE, as its defaults are.

Conditional parameters are nested choices; a parent of others is a choice whatever its type. An ordinal parameter is the
index of its value. An infeasible trial is told with the status "fail".
"""

import math

import hyperopt
import numpy as np
from hyperopt import STATUS_FAIL, STATUS_OK, hp
from hyperopt.base import JOB_STATE_DONE, Domain, Trials

from peers.peer import Peer
from tasks.space import is_active, values

VERSION = hyperopt.__version__


class HyperoptPeer(Peer):
    def __init__(self, name, space, seed):
        self.space = space
        self.parents = {p["when"]["parameter"] for p in space if "when" in p}
        self.nodes = {}
        for parameter in reversed(space):  # children first
            self.nodes[parameter["name"]] = self._node(parameter)
        roots = {p["name"]: self.nodes[p["name"]] for p in space if "when" not in p}
        self.domain = Domain(lambda configuration: 0.0, roots)
        self.trials = Trials()
        self.random = np.random.default_rng(seed)

    def _is_choice(self, parameter):
        return parameter["type"] == "categorical" or parameter["name"] in self.parents

    def _node(self, p):
        name = p["name"]
        if self._is_choice(p):
            return hp.choice(name, [{"value": value, **self._children(name, value)} for value in values(p)])
        if p["type"] == "ordinal":
            return hp.uniformint(name, 0, len(p["values"]) - 1)
        step = p.get("step", 1 if p["type"] == "int" else None)
        if p.get("scale") == "log":
            low, high = math.log(p["low"]), math.log(p["high"])
            return hp.loguniform(name, low, high) if step is None else hp.qloguniform(name, low, high, step)
        return hp.uniform(name, p["low"], p["high"]) if step is None else hp.quniform(name, p["low"], p["high"], step)

    def _children(self, parent, value):
        return {p["name"]: self.nodes[p["name"]] for p in self.space
                if p.get("when", {}).get("parameter") == parent and value in p["when"]["in"]}

    def _encoded(self, parameter, value):
        if self._is_choice(parameter) or parameter["type"] == "ordinal":
            return values(parameter).index(value)
        return value

    def _decoded(self, p, value):
        if self._is_choice(p) or p["type"] == "ordinal":
            return values(p)[int(value)]
        value = min(max(float(value), p["low"]), p["high"])
        return round(value) if p["type"] == "int" else round(value, 10) if "step" in p else value

    def add(self, configuration, loss):
        number = self.trials.new_trial_ids(1)[0]
        found = {p["name"]: [self._encoded(p, configuration[p["name"]])] if p["name"] in configuration else []
                 for p in self.space}
        misc = {"tid": number, "cmd": ("domain_attachment", "FMinIter_Domain"), "workdir": None, "vals": found,
                "idxs": {name: [number] * len(value) for name, value in found.items()}}
        document = self.trials.new_trial_docs([number], [None], [self._result(loss)], [misc])[0]
        document["state"] = JOB_STATE_DONE
        self.trials.insert_trial_doc(document)
        self.trials.refresh()

    def ask(self):
        numbers = self.trials.new_trial_ids(1)
        self.asked = hyperopt.tpe.suggest(
            numbers, self.domain, self.trials, int(self.random.integers(2**31)), n_startup_jobs=10, verbose=False)[0]
        found = self.asked["misc"]["vals"]
        configuration = {}
        for p in self.space:
            if is_active(p, configuration):
                configuration[p["name"]] = self._decoded(p, found[p["name"]][0])
        return configuration

    def tell(self, loss):
        self.asked["result"] = self._result(loss)
        self.asked["state"] = JOB_STATE_DONE
        self.trials.insert_trial_doc(self.asked)
        self.trials.refresh()

    @staticmethod
    def _result(loss):
        return {"status": STATUS_FAIL} if math.isnan(loss) else {"status": STATUS_OK, "loss": loss}
