"""One study: ten startup trials that are the same for every optimizer, then one trial at a time.

What an optimizer is judged by after n trials is the noiseless loss of the configuration that it would recommend then:
the one with the lowest loss told so far, noise and all.
"""

import dataclasses
import math
import time

TRIALS = 100


@dataclasses.dataclass(frozen=True)
class Curve:
    """``steps`` are (n, loss): from the n-th trial on, the recommended configuration has this noiseless loss.

    ``trials`` is how many were run; ``milliseconds`` is the optimizer's own time for one of them, on average.
    """

    steps: tuple
    trials: int
    milliseconds: float

    def losses(self, counts):
        """The recommended configuration's loss after each of these numbers of trials; NaN beyond the last one."""
        return [
            next((loss for n, loss in reversed(self.steps) if n <= count), math.inf) if count <= self.trials else math.nan
            for count in counts]


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
    clock = Clock(peer)
    for n in range(len(startup), trials):
        with clock:
            configuration = peer.ask()
        told = evaluate(n, configuration)
        with clock:
            peer.tell(told)
    peer.close()
    return Curve(tuple(steps), trials, float(f"{clock.milliseconds / (trials - len(startup)):.3g}"))


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
