"""Optuna's samplers.

An ordinal parameter is an integer, the index of its value. An infeasible trial is told as pruned, which its TPE sorts
behind all others; for samplers that look at complete trials only, as the worst loss so far.
"""

import math
import warnings

import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.trial import TrialState, create_trial

from peers.peer import Peer
from tasks.space import is_active

VERSION = optuna.__version__
optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)

SAMPLERS = {
    "optuna-tpe": lambda seed: optuna.samplers.TPESampler(seed=seed),
    "optuna-no-liar": lambda seed: optuna.samplers.TPESampler(seed=seed, constant_liar=False),
    "optuna-univariate": lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=False),
    "optuna-group": lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=True, group=True),
    "optuna-gp": lambda seed: optuna.samplers.GPSampler(seed=seed, n_startup_trials=10, deterministic_objective=False),
    "optuna-cmaes": lambda seed: optuna.samplers.CmaEsSampler(seed=seed, n_startup_trials=10),
}
COMPLETE_ONLY = {"optuna-gp", "optuna-cmaes"}


def distribution(parameter):
    if parameter["type"] == "categorical":
        return CategoricalDistribution(parameter["choices"])
    if parameter["type"] == "ordinal":
        return IntDistribution(0, len(parameter["values"]) - 1)
    log = parameter.get("scale") == "log"
    if parameter["type"] == "int":
        return IntDistribution(parameter["low"], parameter["high"], log=log, step=parameter.get("step", 1))
    return FloatDistribution(parameter["low"], parameter["high"], log=log, step=parameter.get("step"))


class OptunaPeer(Peer):
    def __init__(self, name, space, seed):
        self.space = space
        self.distributions = {parameter["name"]: distribution(parameter) for parameter in space}
        self.study = optuna.create_study(sampler=SAMPLERS[name](seed))
        self.infeasible_is_worst = name in COMPLETE_ONLY
        self.worst = -math.inf

    def add(self, configuration, loss):
        state, value = self._outcome(loss)
        params = {
            p["name"]: self._encoded(p, configuration[p["name"]]) for p in self.space if p["name"] in configuration}
        distributions = {name: self.distributions[name] for name in params}
        self.study.add_trial(create_trial(state=state, value=value, params=params, distributions=distributions))

    @staticmethod
    def _encoded(parameter, value):
        return parameter["values"].index(value) if parameter["type"] == "ordinal" else value

    def ask(self):
        self.asked = self.study.ask()
        configuration = {}
        for parameter in self.space:
            if is_active(parameter, configuration):
                configuration[parameter["name"]] = self._suggest(parameter)
        return configuration

    def _suggest(self, parameter):
        name, wanted = parameter["name"], self.distributions[parameter["name"]]
        if parameter["type"] == "categorical":
            return self.asked.suggest_categorical(name, wanted.choices)
        if parameter["type"] == "ordinal":
            return parameter["values"][self.asked.suggest_int(name, wanted.low, wanted.high)]
        if parameter["type"] == "int":
            return self.asked.suggest_int(name, wanted.low, wanted.high, log=wanted.log, step=wanted.step)
        return self.asked.suggest_float(name, wanted.low, wanted.high, log=wanted.log, step=wanted.step)

    def tell(self, loss):
        state, value = self._outcome(loss)
        self.study.tell(self.asked, value, state=state)

    def _outcome(self, loss):
        if not math.isnan(loss):
            self.worst = max(self.worst, loss)
            return TrialState.COMPLETE, loss
        if self.infeasible_is_worst and self.worst > -math.inf:
            return TrialState.COMPLETE, self.worst
        return TrialState.PRUNED, None
