"""Pruners at work on one study: Parley's in a Java process or over HTTP, Optuna's, and none.

A setting has the form that the pruner has in the definition of a study; ``optuna_pruner`` says the same to Optuna.
"""

import abc
import pathlib
import sys
import uuid
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "optimizers"))

import optuna
from optuna.pruners import MedianPruner, PatientPruner, PercentilePruner, SuccessiveHalvingPruner, ThresholdPruner
from optuna.trial import TrialState

import parley

MAIN = "dev.parley.bench.PruningProcess"
optuna.logging.set_verbosity(optuna.logging.ERROR)


class Study(abc.ABC):
    """Trials are numbered from 0 in the order in which they are started."""

    @abc.abstractmethod
    def start(self, trial):
        """Begins the next trial."""

    @abc.abstractmethod
    def report(self, trial, step, value):
        """Whether the trial should stop after reporting this."""

    @abc.abstractmethod
    def tell(self, trial, state, value):
        """Ends a trial: complete with its value, pruned or infeasible."""

    def close(self):
        """Gives back what the study held."""


class Parley(Study):
    """A study in the Java process."""

    def __init__(self, setting, direction, class_path):
        self.process = parley.shared_process(class_path, MAIN)
        self.study = next(self.process.names)
        self.process.call("create", self.study, direction=direction, pruner=setting)

    def start(self, trial):
        pass

    def report(self, trial, step, value):
        return self.process.call("report", self.study, trial=trial, step=step, value=value)["shouldPrune"]

    def tell(self, trial, state, value):
        self.process.call("tell", self.study, trial=trial, complete=state == "complete")

    def close(self):
        self.process.call("close", self.study)


class ParleyOverHttp(Study):
    """A study of a running service, with a random name; removed at the end."""

    call = parley.OverHttp.call

    def __init__(self, setting, direction, url):
        self.connection = parley.shared_connection(url)
        self.path = f"/api/v1/studies/{uuid.uuid4().hex}"
        self.leases = {}
        self.call("PUT", "", {
            "space": [{"name": "row", "type": "float", "low": 0, "high": 1}], "strategy": {"type": "random", "seed": 0},
            "objectives": [{"name": "value", "direction": direction}], "pruner": setting})

    def start(self, trial):
        asked = self.call("POST", "/ask", {})["trials"][0]
        assert asked["number"] == trial, asked
        self.leases[trial] = asked["lease"]

    def report(self, trial, step, value):
        told = {"lease": self.leases[trial], "step": step, "values": {"value": value}}
        return self.call("POST", f"/trials/{trial}/report", told)["shouldPrune"]

    def tell(self, trial, state, value):
        told = {"lease": self.leases.pop(trial), "state": state}
        self.call("POST", f"/trials/{trial}/tell", told | ({"values": {"value": value}} if state == "complete" else {}))

    def close(self):
        self.call("DELETE", "")


class Optuna(Study):
    """A study in Optuna's memory."""

    STATES = {"complete": TrialState.COMPLETE, "pruned": TrialState.PRUNED, "infeasible": TrialState.FAIL}

    def __init__(self, setting, direction):
        warnings.simplefilter("ignore")
        self.study = optuna.create_study(direction=direction, pruner=optuna_pruner(setting))
        self.trials = {}

    def start(self, trial):
        self.trials[trial] = self.study.ask()

    def report(self, trial, step, value):
        self.trials[trial].report(value, step)
        return bool(self.trials[trial].should_prune())

    def tell(self, trial, state, value):
        self.study.tell(self.trials.pop(trial), values=value if state == "complete" else None, state=self.STATES[state])


class Unpruned(Study):
    """Every trial goes on to its end."""

    def start(self, trial):
        pass

    def report(self, trial, step, value):
        return False

    def tell(self, trial, state, value):
        pass


class Overheard(Study):
    """A study that another one of the same reports listens to; counts how often their answers are the same."""

    def __init__(self, study, listener):
        self.both = study, listener
        self.same = self.asked = 0

    def start(self, trial):
        for study in self.both:
            study.start(trial)

    def report(self, trial, step, value):
        answer, other = (study.report(trial, step, value) for study in self.both)
        self.asked += 1
        self.same += answer == other
        return answer

    def tell(self, trial, state, value):
        for study in self.both:
            study.tell(trial, state, value)

    def close(self):
        for study in self.both:
            study.close()


def optuna_pruner(setting):
    kind, rest = setting["type"], {name: value for name, value in setting.items() if name != "type"}
    if kind in ("median", "percentile"):
        schedule = {"n_startup_trials": rest["startupTrials"], "n_warmup_steps": rest["warmupSteps"],
                    "interval_steps": rest["interval"], "n_min_trials": rest["minTrials"]}
        return MedianPruner(**schedule) if kind == "median" else PercentilePruner(rest["percentile"], **schedule)
    if kind == "patience":
        wrapped = rest.get("wrapped")
        return PatientPruner(wrapped and optuna_pruner(wrapped), rest["patience"], rest["minDelta"])
    if kind == "threshold":
        return ThresholdPruner(rest.get("lower"), rest.get("upper"), rest["warmupSteps"], rest["interval"])
    return SuccessiveHalvingPruner(
        rest["minResource"], rest["reductionFactor"], rest["minEarlyStoppingRate"], rest["bootstrapCount"])
