"""Parley from Python: hyperparameter optimization as a service.

A study is created or loaded, and `Study.optimize` evaluates an objective at the configurations that the service suggests.
"""

from parley._outcome import Estimate, Scores
from parley.client import Client, Lease, Limits, create_study, load_study
from parley.errors import (
    Conflict,
    Failed,
    Infeasible,
    LeaseLost,
    NotFound,
    ParleyError,
    Problem,
    Pruned,
    StudyExists,
    TrialPruned,
    Unreachable,
)
from parley.space import Categorical, Float, Int, Ordinal, Parameter
from parley.study import Study
from parley.trial import Params, Report, Trial, TrialRecord

__all__ = [
    "Categorical",
    "Client",
    "Conflict",
    "Estimate",
    "Failed",
    "Float",
    "Infeasible",
    "Int",
    "Lease",
    "LeaseLost",
    "Limits",
    "NotFound",
    "Ordinal",
    "Parameter",
    "Params",
    "ParleyError",
    "Problem",
    "Pruned",
    "Report",
    "Scores",
    "Study",
    "StudyExists",
    "Trial",
    "TrialPruned",
    "TrialRecord",
    "Unreachable",
    "create_study",
    "load_study",
]
