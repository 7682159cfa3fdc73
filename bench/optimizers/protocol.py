"""One study: ten startup trials that are the same for every optimizer, then one at a time, or several side by side.

What an optimizer is judged by after n trials is the noiseless loss of the configuration that it would recommend then:
the one with the lowest loss told so far, noise and all.

Where several trials are pending, each takes a time of its own on a simulated clock, the same for every optimizer, and
is told when that has passed; then the next one is asked for.
"""

import dataclasses
import hashlib
import heapq
import json
import math
import time

TRIALS = 100


@dataclasses.dataclass(frozen=True)
class Curve:
    """``steps`` are (n, loss): from the n-th trial on, the recommended configuration has this noiseless loss.

    ``trials`` is how many were run; ``milliseconds`` is the optimizer's own time for one of them, on average;
    ``repeats`` is how many configurations were the same as one that was pending; ``asked`` is a digest of all that it
    suggested, empty in a curve that was kept.
    """

    steps: tuple
    trials: int
    milliseconds: float
    repeats: int = 0
    asked: str = ""

    def loss(self, count):
        """The recommended configuration's noiseless loss after so many trials, at least one and at most all."""
        return next(loss for n, loss in reversed(self.steps) if n <= count)


def run(peer, task, seed, trials=TRIALS, pending=1):
    """Runs the task's study of this seed with an optimizer that was created for its space, until so many are told."""
    noises, durations = task.noises(seed, trials + pending), task.durations(seed, trials + pending)
    steps, lowest = [], math.inf

    def told(count, number, configuration):
        nonlocal lowest
        loss = task.loss(configuration)
        noisy = float(loss + noises[number])
        if noisy < lowest:
            lowest = noisy
            steps.append((count, float(f"{loss:.6g}")))
        return noisy

    startup = task.startup(seed)
    for number, configuration in enumerate(startup):
        peer.add(configuration, told(number + 1, number, configuration))
    clock, digest = Clock(peer), hashlib.sha256()
    running, now, number, repeats = [], 0.0, len(startup), 0
    for count in range(len(startup) + 1, trials + 1):
        while len(running) < pending:
            with clock:
                configuration = peer.ask()
            digest.update(json.dumps(configuration).encode())
            repeats += any(configuration == other for *_, other in running)
            heapq.heappush(running, (now + durations[number], number, peer.asked, configuration))
            number += 1
        now, finished, peer.asked, configuration = heapq.heappop(running)
        loss = told(count, finished, configuration)
        with clock:
            peer.tell(loss)
    peer.close()
    milliseconds = float(f"{clock.milliseconds / (number - len(startup)):.3g}")
    return Curve(tuple(steps), trials, milliseconds, repeats, digest.hexdigest())


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
