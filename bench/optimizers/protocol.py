"""One study: ten startup trials that are the same for every optimizer, then one trial at a time.

What an optimizer is judged by after n trials is the noiseless loss of the configuration that it would recommend then:
the one with the lowest loss told so far, noise and all.
"""

import dataclasses
import hashlib
import json
import math
import time

TRIALS = 100


@dataclasses.dataclass(frozen=True)
class Curve:
    """``steps`` are (n, loss): from the n-th trial on, the recommended configuration has this noiseless loss.

    ``trials`` is how many were run; ``milliseconds`` is the optimizer's own time for one of them, on average;
    ``asked`` is a digest of all configurations that it suggested, empty in a curve that was kept.
    """

    steps: tuple
    trials: int
    milliseconds: float
    asked: str = ""

    def loss(self, count):
        """The recommended configuration's noiseless loss after so many trials, at least one and at most all."""
        return next(loss for n, loss in reversed(self.steps) if n <= count)


def run(peer, task, seed, trials=TRIALS):
    """Runs the task's study of this seed with an optimizer that was created for its space."""
    noises = task.noises(seed, trials)
    steps, lowest = [], math.inf

    def evaluate(n, configuration):
        nonlocal lowest
        loss = task.loss(configuration)
        told = float(loss + noises[n])
        if told < lowest:
            lowest = told
            steps.append((n + 1, float(f"{loss:.6g}")))
        return told

    startup = task.startup(seed)
    for n, configuration in enumerate(startup):
        peer.add(configuration, evaluate(n, configuration))
    clock, asked = Clock(peer), hashlib.sha256()
    for n in range(len(startup), trials):
        with clock:
            configuration = peer.ask()
        asked.update(json.dumps(configuration).encode())
        told = evaluate(n, configuration)
        with clock:
            peer.tell(told)
    peer.close()
    milliseconds = float(f"{clock.milliseconds / (trials - len(startup)):.3g}")
    return Curve(tuple(steps), trials, milliseconds, asked.hexdigest())


class Clock:
    """Adds up an optimizer's time: as it measured it itself where it does, else as it looked from outside."""

    def __init__(self, peer):
        self.peer = peer
        self.outside = 0.0

    def __enter__(self):
        self.start = time.perf_counter()

    def __exit__(self, *exception):
        self.outside += 1000 * (time.perf_counter() - self.start)

    @property
    def milliseconds(self):
        return self.outside if self.peer.milliseconds is None else self.peer.milliseconds
