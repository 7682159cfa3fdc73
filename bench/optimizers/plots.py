"""Two pictures of a comparison: ratios to the reference over trials, and the mean regret on every task."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt

import judging

COUNTS = range(10, 101, 5)
COLUMNS = 6


def draw(comparison, stem):
    """Writes STEM-ratios.png and STEM-tasks.png."""
    looks = [{"color": colour, "linestyle": line} for line in ("-", "--") for colour in plt.cm.tab10.colors]
    styles = dict(zip(comparison.optimizers(), looks))
    ratios(comparison, styles).savefig(f"{stem}-ratios.png", dpi=90)
    by_task(comparison, styles).savefig(f"{stem}-tasks.png", dpi=60)
    plt.close("all")


def ratios(comparison, styles):
    figure, axes = plt.subplots(figsize=(8, 4.5), layout="constrained")
    for optimizer in comparison.optimizers():
        points = []
        for count in COUNTS:
            ours, theirs = comparison.pair(optimizer, count)
            if ours:
                points.append((count, judging.ratio(ours, theirs)))
        axes.plot(*zip(*points), label=optimizer, **styles[optimizer])
    axes.set(yscale="log", xlabel="trials", ylabel=f"mean regret, as a ratio to {comparison.reference}")
    axes.grid(True, which="both", alpha=0.2)
    axes.legend(fontsize=8, ncols=2)
    return figure


def by_task(comparison, styles):
    rows = -(-len(comparison.tasks) // COLUMNS)
    figure, grid = plt.subplots(rows, COLUMNS, figsize=(3 * COLUMNS, 2.2 * rows), layout="constrained", squeeze=False)
    for axes, task in zip(grid.flat, comparison.tasks):
        for optimizer in comparison.optimizers():
            points = [(c, r.mean()) for c in COUNTS if len(r := comparison.regrets(optimizer, task, c))]
            if points:
                axes.plot(*zip(*points), **styles[optimizer])
        axes.set(yscale="log", title=task.name)
        axes.grid(True, alpha=0.2)
    for axes in grid.flat[len(comparison.tasks):]:
        axes.axis("off")
    figure.legend(handles=[plt.Line2D([], [], label=o, **styles[o]) for o in comparison.optimizers()],
                  loc="outside lower center", ncols=len(styles))
    return figure
