"""Losses of the kinds of parameters that training jobs have: logarithmic, stepped, whole, ordinal and categorical ones.

The minimum of each is 0, at a value that its parameter can take.
"""

import math

from tasks.space import choice, log, ordinal, real, whole
from tasks.task import JUDGING, TUNING, Task

# --- Mixed


def training(c):
    """A valley along learning rate × batch, with the other knobs around it."""
    loss = (math.log10(c["lr"]) + 2.5 - 0.3 * math.log2(c["batch"] / 64)) ** 2
    loss += 0.1 * (math.log10(c["decay"]) + 4) ** 2 + 2 * (c["dropout"] - 0.2) ** 2
    loss += 0.3 * math.log2(c["width"] / 128) ** 2 / 4
    return loss + {"adam": 0.0, "sgd": 0.3, "rmsprop": 0.15}[c["solver"]]


BOOSTERS = {("depth", "gbdt"): 0.0, ("loss", "dart"): 0.15, ("loss", "gbdt"): 0.35, ("depth", "dart"): 0.4}


def boosting(c):
    """Two categories that only together are best, and a rate that has to fit the number of rounds."""
    loss = 0.8 * (math.log10(c["rate"] * c["rounds"]) - 0.9) ** 2 + 0.2 * math.log10(c["rounds"] / 200) ** 2
    loss += 0.05 * (c["depth"] - 5) ** 2 + 1.5 * (c["rows"] - 0.8) ** 2 + 0.7 * abs(c["columns"] - 0.55)
    loss += 0.1 * abs(math.log2(c["bins"] / 128)) + 0.1 * abs(c["leaf"] - 20) / 20
    return loss + BOOSTERS[c["growth"], c["kind"]]


# --- Logarithmic


def machine(c):
    """A support-vector machine's surface in its logarithms."""
    u, v = math.log10(c["C"]) - 1.3, math.log10(c["gamma"]) + 2.2
    return 0.2 * u * u + 0.3 * v * v + 0.2 * u * v + 0.1 * abs(math.log10(c["tolerance"]) + 4.4)


def schedule(c):
    """Seven magnitudes; the rates are good only in proportion to each other."""
    lr, floor, decay = (math.log10(c[name]) for name in ("lr", "floor", "decay"))
    loss = 0.5 * (lr + 2.8) ** 2 + 0.3 * (lr - floor - 1.5) ** 2 + 0.15 * (lr + decay + 7.1) ** 2
    loss += 0.2 * (math.log2(c["warmup"] / 300) / 2) ** 2 + 0.3 * abs(math.log10(c["clip"]) - 0.2)
    return loss + 0.02 * (math.log10(c["epsilon"]) + 7.3) ** 2 + 0.2 * (math.log2(c["batch"] / 96) / 2) ** 2


# --- Stepped, ordinal and whole


def counting(c):
    loss = abs(c["trees"] - 137) / 137 + 0.2 * (c["depth"] - 6) ** 2 / 9 + 0.5 * abs(c["leaves"] - 31) / 31
    return loss + 0.3 * (c["criterion"] != "entropy") + 0.2 * (c["bootstrap"] != "no")


def ladder(c):
    """Steps of several widths, and a pair of whole numbers whose product matters."""
    loss = 2 * abs(c["dropout"] - 0.35) + 4 * (c["momentum"] - 0.9) ** 2 + 0.1 * abs(math.log2(c["batch"] / 48))
    loss += 0.3 * abs(math.log2(c["layers"] * c["width"] / 480)) + 0.1 * abs(c["layers"] - 5)
    order = ["none", "low", "medium", "high", "extreme"]
    return loss + 0.15 * abs(order.index(c["augmentation"]) - 3) + 0.02 * abs(c["patience"] - 35) / 5


# --- Infeasible regions


def disc(c):
    """Feasible inside a ball only; the best point lies close to its border."""
    x, y, z = c["x"] - 0.4, c["y"] + 0.3, c["z"] - 0.1
    if x * x + y * y + z * z > 1.1:
        return math.nan
    return abs(x - 0.7) + abs(y - 0.55) + (z + 0.35) ** 2


def memory(c):
    """Larger is better until it no longer fits; a rate too high diverges."""
    cost = math.log2(c["batch"]) + 2 * math.log2(c["width"]) + math.log2(c["layers"])
    if cost > 21 or c["lr"] > 0.3 / c["layers"]:
        return math.nan
    loss = 0.15 * (21 - cost) + 0.5 * (math.log10(c["lr"]) + 2.1) ** 2 + 0.25 * abs(math.log2(c["batch"] / 64))
    loss += 0.2 * abs(math.log2(c["layers"] / 8)) + 1.2 * (c["dropout"] - 0.15) ** 2
    return loss + {"relu": 0.1, "gelu": 0.0, "tanh": 0.4}[c["activation"]]


TASKS = [
    Task("training-6", "mixed", TUNING, [
        log("lr", 1e-5, 0.1), log("decay", 1e-8, 0.01), real("dropout", 0, 0.9, step=0.1),
        whole("width", 8, 512, scale="log"), ordinal("batch", 16, 32, 64, 128),
        choice("solver", "sgd", "rmsprop", "adam")], training),
    Task("boosting-9", "mixed", JUDGING, [
        log("rate", 0.001, 1), whole("rounds", 10, 2000, scale="log"), whole("depth", 1, 12), real("rows", 0.1, 1),
        real("columns", 0.1, 1), ordinal("bins", 16, 32, 64, 128, 256, 512), choice("growth", "loss", "depth"),
        choice("kind", "dart", "gbdt"), whole("leaf", 1, 100)], boosting),
    Task("machine-3", "log", TUNING, [
        log("C", 1e-3, 1e3), log("gamma", 1e-6, 1), log("tolerance", 1e-6, 0.1)], machine),
    Task("schedule-7", "log", JUDGING, [
        log("lr", 1e-5, 1), log("floor", 1e-8, 0.01), log("decay", 1e-7, 0.1), whole("warmup", 1, 10000, scale="log"),
        log("clip", 0.01, 100), log("epsilon", 1e-12, 1e-2), whole("batch", 4, 2048, scale="log")], schedule),
    Task("counting-5", "discrete", TUNING, [
        whole("trees", 10, 1000, scale="log"), whole("depth", 1, 16), whole("leaves", 2, 256, scale="log"),
        choice("criterion", "gini", "entropy", "log-loss"), choice("bootstrap", "yes", "no")], counting),
    Task("ladder-7", "discrete", JUDGING, [
        real("dropout", 0, 0.7, step=0.05), real("momentum", 0, 0.99, step=0.01),
        ordinal("batch", 8, 16, 32, 48, 64, 128), whole("layers", 1, 12), whole("width", 8, 256, step=8),
        ordinal("augmentation", "none", "low", "medium", "high", "extreme"),
        whole("patience", 5, 100, step=5)], ladder),
    Task("disc-3", "infeasible", TUNING, [real("x", -1, 1.5), real("y", -1.5, 1), real("z", -1, 1)], disc),
    Task("memory-6", "infeasible", JUDGING, [
        log("lr", 1e-4, 1), ordinal("batch", 8, 16, 32, 64, 128, 256), whole("width", 16, 1024, scale="log"),
        whole("layers", 1, 32, scale="log"), real("dropout", 0, 0.6),
        choice("activation", "relu", "gelu", "tanh")], memory),
]
