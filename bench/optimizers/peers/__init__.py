"""The optimizers by name. A peer's module is imported only where it is run."""

import importlib

MODULES = {
    "random": ("random_search", "RandomSearch"),
    "optuna-tpe": ("optuna_samplers", "OptunaPeer"),
    "optuna-no-liar": ("optuna_samplers", "OptunaPeer"),
    "optuna-univariate": ("optuna_samplers", "OptunaPeer"),
    "optuna-group": ("optuna_samplers", "OptunaPeer"),
    "optuna-gp": ("optuna_samplers", "OptunaPeer"),
    "optuna-cmaes": ("optuna_samplers", "OptunaPeer"),
    "hyperopt": ("hyperopt_tpe", "HyperoptPeer"),
    "nevergrad": ("nevergrad_portfolio", "NevergradPeer"),
    "smac": ("smac_forest", "SmacPeer"),
    "hebo": ("hebo_gp", "HeboPeer"),
}


def is_parley(name):
    return name.startswith("parley")


def module(name):
    if name not in MODULES:
        raise SystemExit(f"no optimizer {name} among {', '.join(MODULES)}, parley:VARIANT and parley-http:STRATEGY")
    return importlib.import_module("peers." + MODULES[name][0])


def create(name, space, seed):
    return getattr(module(name), MODULES[name][1])(name, space, seed)
