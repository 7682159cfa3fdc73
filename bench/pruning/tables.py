"""Tables of learning curves: kept ones of real models, and made ones."""

import dataclasses
import gzip
import json
import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).parent / "curves"
MADE = 240
EPOCHS = 60


@dataclasses.dataclass(frozen=True)
class Table:
    """Curves of one metric: ``values`` is configurations × epochs; a configuration's value is that of its last epoch."""

    name: str
    direction: str
    values: np.ndarray
    is_trained: bool

    def losses(self):
        return self.values if self.direction == "minimize" else -self.values


def write(name, table):
    FOLDER.mkdir(exist_ok=True)
    content = json.dumps(table, separators=(",", ":")).encode()
    (FOLDER / f"{name}.json.gz").write_bytes(gzip.compress(content, mtime=0))


def read(path):
    found = json.loads(gzip.decompress(path.read_bytes()))
    values = np.array([row["values"] for row in found["rows"]], float)
    return Table(found["task"], found["objective"]["direction"], values, True)


def crossing(random):
    """The quick ones level off early; what a curve comes to says little about where it stands at first."""
    final, speed = random.uniform(0.1, 1, MADE), random.uniform(0.5, 3, MADE)
    start = 1.5 + speed * (1 - final)
    epochs = np.arange(1, EPOCHS + 1)
    return final[:, None] + (start - final)[:, None] * np.exp(-epochs / (20 / speed**2)[:, None])


def noisy(random):
    """Ordered from the first epoch on, below noise as large as half of the spread."""
    final, epochs = random.uniform(0.1, 1, MADE), np.arange(1, EPOCHS + 1)
    return final[:, None] + epochs[None, :] ** -0.7 + 0.13 * random.standard_normal((MADE, EPOCHS))


def late_bloomers(random):
    """One in eight stays on a plateau for up to forty epochs and ends among the best, others fall evenly."""
    epochs = np.arange(1, EPOCHS + 1)
    final = random.uniform(0.4, 1, MADE)
    found = final[:, None] + 0.8 * epochs[None, :] ** -0.5
    late = random.random(MADE) < 1 / 8
    onset, height = random.uniform(10, 40, MADE), random.uniform(0.1, 0.5, MADE)
    blooming = height[:, None] + (1.4 - height)[:, None] / (1 + np.exp((epochs[None, :] - onset[:, None]) / 2))
    found[late] = blooming[late]
    return found + 0.01 * random.standard_normal(found.shape)


MAKERS = {"crossing": crossing, "noisy": noisy, "late-bloomers": late_bloomers}


def every():
    """All of them by name."""
    kept = [read(path) for path in sorted(FOLDER.glob("*.json.gz"))]
    made = [Table(name, "minimize", make(np.random.default_rng([6, *name.encode()])), False) for name, make in MAKERS.items()]
    return {table.name: table for table in kept + made}
