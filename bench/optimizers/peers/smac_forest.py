"""SMAC3's facade for hyperparameters: a random forest and local search.

Stepped parameters are ordinal ones. An infeasible trial is told as crashed, at the cost of the worst loss so far.
"""

import logging
import math
import pathlib
import tempfile
from importlib.metadata import version

from ConfigSpace import Configuration, ConfigurationSpace, InCondition, hyperparameters
from smac import HyperparameterOptimizationFacade, Scenario
from smac.runhistory.dataclasses import TrialInfo, TrialValue
from smac.runhistory.enumerations import StatusType

from peers.peer import Peer
from protocol import TRIALS
from tasks.space import values

VERSION = version("smac")
logging.getLogger("smac").setLevel(logging.ERROR)


def hyperparameter(p):
    if p["type"] == "categorical":
        return hyperparameters.CategoricalHyperparameter(p["name"], p["choices"])
    if p["type"] == "ordinal" or "step" in p:
        return hyperparameters.OrdinalHyperparameter(p["name"], values(p))
    if p["type"] == "int":
        number = hyperparameters.UniformIntegerHyperparameter
    else:
        number = hyperparameters.UniformFloatHyperparameter
    return number(p["name"], p["low"], p["high"], log=p.get("scale") == "log")


class SmacPeer(Peer):
    def __init__(self, name, space, seed):
        self.space = space
        self.configurations = ConfigurationSpace(seed=seed)
        self.configurations.add([hyperparameter(p) for p in space])
        known = self.configurations
        self.configurations.add([
            InCondition(known[p["name"]], known[p["when"]["parameter"]], p["when"]["in"])
            for p in space if "when" in p])
        self.folder = tempfile.TemporaryDirectory()
        scenario = Scenario(
            known, n_trials=TRIALS, deterministic=True, seed=seed, output_directory=pathlib.Path(self.folder.name))
        self.smac = HyperparameterOptimizationFacade(
            scenario, lambda configuration, seed=0: 0.0, logging_level=False, overwrite=True,
            initial_design=HyperparameterOptimizationFacade.get_initial_design(scenario, n_configs=0))
        self.startup = []
        self.worst = -math.inf

    def add(self, configuration, loss):
        self.startup.append((configuration, loss))

    def _tell_startup(self):
        self.worst = max(loss for _, loss in self.startup if not math.isnan(loss))
        for configuration, loss in self.startup:
            self.asked = TrialInfo(Configuration(self.configurations, values=configuration), seed=0)
            self.tell(loss)
        self.startup = []

    def ask(self):
        if self.startup:
            self._tell_startup()
        self.asked = self.smac.ask()
        found = dict(self.asked.config)
        return {p["name"]: self._value(p, found[p["name"]]) for p in self.space if p["name"] in found}

    @staticmethod
    def _value(p, value):
        if p["type"] in ("categorical", "ordinal") or "step" in p:
            return values(p)[values(p).index(value)]
        return int(value) if p["type"] == "int" else float(value)

    def tell(self, loss):
        if math.isnan(loss):
            told = TrialValue(cost=self.worst, status=StatusType.CRASHED)
        else:
            self.worst = max(self.worst, loss)
            told = TrialValue(cost=loss)
        self.smac.tell(self.asked, told, save=False)

    def close(self):
        self.folder.cleanup()
