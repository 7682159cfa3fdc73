"""Conditional spaces, two levels deep. The minimum of each loss is 0."""

import math

from tasks.space import choice, log, real, when, whole
from tasks.task import JUDGING, TUNING, Task


def learner(c):
    """Three learners with parameters of their own; a neural network's solver has some again."""
    if c["learner"] == "forest":
        return 0.25 + 0.02 * abs(c["trees"] - 300) / 100 + 0.8 * (c["features"] - 0.4) ** 2
    if c["learner"] == "machine":
        loss = 0.15 + 0.1 * (math.log10(c["C"]) - 0.6) ** 2
        if c["kernel"] == "rbf":
            return loss + 0.05 * (math.log10(c["gamma"]) + 1.7) ** 2
        return loss + (0.12 + 0.05 * (c["degree"] - 3) ** 2)
    loss = 0.05 * abs(math.log2(c["width"] / 180))
    if c["solver"] == "sgd":
        return loss + 0.1 * (math.log10(c["lr"]) + 2.1) ** 2 + 0.8 * (c["momentum"] - 0.85) ** 2
    return loss + 0.1 * (math.log10(c["lr"]) + 3.2) ** 2 + 0.08 + 0.5 * (c["beta"] - 0.93) ** 2


def layers(c):
    """One to three layers; each beyond the first is there only with its number, and a dropped one has a rate."""
    depth = c["layers"]
    loss = 0.3 * (depth != 2) + 0.2 * (math.log10(c["lr"]) + 2.7) ** 2 + 0.1 * abs(math.log2(c["width1"] / 90))
    if depth >= 2:
        loss += 0.1 * abs(math.log2(c["width2"] / 40)) + 0.15 * (c["drop2"] != "yes")
        loss += 2 * (c["rate2"] - 0.35) ** 2 if c["drop2"] == "yes" else 0.1
    return loss + (0.1 * abs(math.log2(c["width3"] / 20)) if depth == 3 else 0)


def pipeline(c):
    """Two independent switches on top, and below one of them another."""
    loss = 0.0 if c["scaler"] == "quantile" else 0.2
    loss += 0.03 * abs(c["quantiles"] - 60) / 10 if c["scaler"] == "quantile" else 0
    if c["reducer"] == "none":
        loss += 0.3
    elif c["reducer"] == "pca":
        loss += 2 * (c["variance"] - 0.85) ** 2
        loss += 0.25 if c["whiten"] == "no" else 0.1 * (math.log10(c["ridge"]) + 3.4) ** 2
    else:
        loss += 0.1 + 0.05 * abs(c["kept"] - 12)
    return loss + 0.25 * (math.log10(c["penalty"]) + 0.8) ** 2


def kernels(c):
    """Four kernels with unequal numbers of parameters, and a coupling with what all have."""
    noise = math.log10(c["noise"])
    if c["kernel"] == "linear":
        return 0.5 + 0.1 * (noise + 1) ** 2
    scale = math.log10(c["scale"])
    loss = 0.15 * (noise + 2.6) ** 2 + 0.3 * (scale + 0.3 * noise + 0.2) ** 2
    if c["kernel"] == "matern":
        return loss + {0.5: 0.2, 1.5: 0.0, 2.5: 0.1}[c["smoothness"]]
    if c["kernel"] == "periodic":
        loss += 0.05 + 0.4 * abs(c["period"] - 7.3) / 7.3
        return loss + (0.15 if c["trend"] == "no" else 0.1 * (c["slope"] - 1.4) ** 2)
    return loss + 0.3 + 0.3 * (math.log10(c["mixture"]) - 0.4) ** 2


TASKS = [
    Task("learner-12", "conditional", TUNING, [
        choice("learner", "forest", "machine", "network"),
        whole("trees", 10, 1000, **when("learner", "forest")), real("features", 0.05, 1, **when("learner", "forest")),
        log("C", 1e-3, 1e3, **when("learner", "machine")),
        choice("kernel", "rbf", "poly", **when("learner", "machine")),
        log("gamma", 1e-5, 10, **when("kernel", "rbf")), whole("degree", 1, 7, **when("kernel", "poly")),
        log("lr", 1e-6, 1, **when("learner", "network")),
        whole("width", 8, 1024, scale="log", **when("learner", "network")),
        choice("solver", "adam", "sgd", **when("learner", "network")),
        real("momentum", 0, 0.99, **when("solver", "sgd")),
        real("beta", 0.5, 0.999, **when("solver", "adam"))], learner),
    Task("layers-7", "conditional", TUNING, [
        whole("layers", 1, 3), log("lr", 1e-5, 0.1), whole("width1", 4, 512, scale="log"),
        whole("width2", 4, 512, scale="log", **when("layers", 2, 3)),
        choice("drop2", "yes", "no", **when("layers", 2, 3)), real("rate2", 0, 0.9, **when("drop2", "yes")),
        whole("width3", 4, 512, scale="log", **when("layers", 3))], layers),
    Task("pipeline-8", "conditional", JUDGING, [
        choice("scaler", "standard", "robust", "quantile"), whole("quantiles", 10, 500, **when("scaler", "quantile")),
        choice("reducer", "none", "pca", "select"), real("variance", 0.5, 0.99, **when("reducer", "pca")),
        choice("whiten", "yes", "no", **when("reducer", "pca")), log("ridge", 1e-6, 1, **when("whiten", "yes")),
        whole("kept", 1, 50, **when("reducer", "select")), log("penalty", 1e-4, 1e3)], pipeline),
    Task("kernels-8", "conditional", JUDGING, [
        log("noise", 1e-5, 1), choice("kernel", "linear", "matern", "periodic", "rational"),
        log("scale", 0.01, 100, **when("kernel", "matern", "periodic", "rational")),
        choice("smoothness", 0.5, 1.5, 2.5, **when("kernel", "matern")),
        real("period", 1, 30, **when("kernel", "periodic")),
        choice("trend", "yes", "no", **when("kernel", "periodic")), real("slope", -3, 3, **when("trend", "yes")),
        log("mixture", 0.01, 100, **when("kernel", "rational"))], kernels),
]
