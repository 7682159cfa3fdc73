"""Nevergrad's NGOpt, which picks an algorithm by space and budget.

All parameters are always there; inactive ones are not used. Startup points are suggested to it and come back first,
which works whatever algorithm it picks. An infeasible trial is told as the worst loss so far.
"""

import math
import warnings

import nevergrad
from nevergrad import p as parameters

from peers.peer import Peer
from protocol import TRIALS
from tasks.space import is_active, values

VERSION = nevergrad.__version__
warnings.filterwarnings("ignore", module="nevergrad")


def parametrized(p):
    if p["type"] == "categorical":
        return parameters.Choice(p["choices"])
    if p["type"] == "ordinal" or "step" in p:
        return parameters.TransitionChoice(values(p))
    number = parameters.Log if p.get("scale") == "log" else parameters.Scalar
    found = number(lower=p["low"], upper=p["high"])
    return found.set_integer_casting() if p["type"] == "int" else found


class NevergradPeer(Peer):
    def __init__(self, name, space, seed):
        self.space = space
        everything = parameters.Dict(**{p["name"]: parametrized(p) for p in space})
        everything.random_state.seed(seed)
        self.resting = everything.value  # what inactive parameters of a startup point are said to be
        self.optimizer = nevergrad.optimizers.NGOpt(everything, budget=TRIALS, num_workers=1)
        self.startup = []
        self.worst = -math.inf

    def add(self, configuration, loss):
        self.startup.append((configuration, loss))

    def _tell_startup(self):
        self.worst = max(loss for _, loss in self.startup if not math.isnan(loss))
        for configuration, loss in self.startup:
            self.optimizer.suggest({**self.resting, **configuration})
            self.asked = self.optimizer.ask()
            self.tell(loss)
        self.startup = []

    def ask(self):
        if self.startup:
            self._tell_startup()
        self.asked = self.optimizer.ask()
        configuration = {}
        for p in self.space:
            if is_active(p, configuration):
                configuration[p["name"]] = self.asked.value[p["name"]]
        return configuration

    def tell(self, loss):
        if not math.isnan(loss):
            self.worst = max(self.worst, loss)
        self.optimizer.tell(self.asked, self.worst if math.isnan(loss) else loss)
