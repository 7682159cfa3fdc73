"""The comparison as Markdown and as data."""

import judging
import peers

COUNTS = (25, 50, 100)


class Comparison:
    """Regrets of several optimizers on the same tasks and seeds, and what is made of them.

    ``curves`` is {optimizer: {task name: {seed: Curve}}}; every optimizer is compared with the reference on the tasks
    and seeds that both have.
    """

    def __init__(self, tasks, curves, reference):
        self.tasks, self.curves, self.reference = tasks, curves, reference

    def optimizers(self):
        return list(self.curves)

    def regrets(self, optimizer, task, count, seeds=None):
        """The floored regrets at a number of trials, one for each seed that ran for as long."""
        kept = self.curves[optimizer].get(task.name, {})
        wanted = sorted(kept) if seeds is None else seeds
        losses = [kept[seed].loss(count) for seed in wanted if kept[seed].trials >= count]
        return judging.floored(losses, task)

    def shared(self, optimizers, count):
        """(task, seeds) that all of these optimizers have at a number of trials."""
        found = []
        for task in self.tasks:
            kept = [self.curves[optimizer].get(task.name, {}) for optimizer in optimizers]
            seeds = sorted(set.intersection(*({s for s, curve in k.items() if curve.trials >= count} for k in kept)))
            if seeds:
                found.append((task, seeds))
        return found

    def pair(self, optimizer, count, family=None):
        """The regrets of an optimizer and of the reference, task by task."""
        shared = [(t, s) for t, s in self.shared([optimizer, self.reference], count) if family in (None, t.family)]
        return ([self.regrets(optimizer, t, count, s) for t, s in shared],
                [self.regrets(self.reference, t, count, s) for t, s in shared])

    def summary(self, optimizer, count):
        ours, theirs = self.pair(optimizer, count)
        if not ours:
            return None
        low, high = judging.interval(ours, theirs)
        return {"ratio": judging.ratio(ours, theirs), "low": low, "high": high, "p": judging.p_value(ours, theirs),
                "tasks": len(ours), "seeds": min(map(len, ours))}

    def families(self, optimizer, count):
        """By family: the ratio, its interval over seeds and the p value after Holm's correction."""
        found = {}
        for family in dict.fromkeys(task.family for task in self.tasks):
            ours, theirs = self.pair(optimizer, count, family)
            if ours:
                low, high = judging.interval(ours, theirs, resample_tasks=False)
                found[family] = {"ratio": judging.ratio(ours, theirs), "low": low, "high": high,
                                 "p": judging.p_value(ours, theirs), "tasks": len(ours)}
        for family, corrected in zip(found.values(), judging.holm([family["p"] for family in found.values()])):
            family["holm"] = corrected
        return found

    def ranked(self, count):
        """The optimizers that ran three quarters of the tasks for so long; the others would leave too few to rank by."""
        return [o for o in self.optimizers() if 4 * len(self.shared([o], count)) >= 3 * len(self.tasks)]

    def ranks(self, count):
        """Mean ranks on the tasks and seeds that all of them have, and how far each is behind the best peer, if any."""
        ranked = self.ranked(count)
        shared = self.shared(ranked, count)
        if not shared:
            return {}
        by_task = judging.ranks([[self.regrets(o, t, count, s) for t, s in shared] for o in ranked])
        mean = dict(zip(ranked, by_task.mean(0)))
        best = min([o for o in ranked if not peers.is_parley(o)] or [self.reference], key=mean.get)
        behind = by_task - by_task[:, [ranked.index(best)]]
        return {o: {"rank": float(mean[o]), "behind": best, "by": float(behind[:, i].mean()),
                    "interval": judging.mean_interval(behind[:, i])} for i, o in enumerate(ranked)}

    def milliseconds(self, optimizer):
        all_curves = [curve.milliseconds for seeds in self.curves[optimizer].values() for curve in seeds.values()]
        return sum(all_curves) / len(all_curves)

    def data(self):
        others = [optimizer for optimizer in self.optimizers() if optimizer != self.reference]
        return {
            "reference": self.reference,
            "summary": {o: {c: self.summary(o, c) for c in COUNTS} for o in others},
            "families": {o: {c: self.families(o, c) for c in COUNTS} for o in others},
            "ranks": {c: self.ranks(c) for c in COUNTS},
            "milliseconds": {o: self.milliseconds(o) for o in self.optimizers()},
            "tasks": {
                t.name: {"family": t.family, "half": t.half, "scale": t.scale, "mean regret": {
                    o: {c: float(self.regrets(o, t, c).mean()) for c in COUNTS if len(self.regrets(o, t, c))}
                    for o in self.optimizers() if t.name in self.curves[o]}}
                for t in self.tasks}}


def markdown(comparison):
    """The tables: all tasks, ranks, families, and every task."""
    parts = [part(comparison) for part in (_summary, _ranks, _families, _tasks)]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def row(cells):
    """One row of a Markdown table."""
    return "| " + " | ".join(cells) + " |"


def head(cells):
    """The head of a Markdown table."""
    return [row(cells), "|" + " --- |" * len(cells)]


def _summary(comparison):
    reference = comparison.reference
    lines = [f"Ratio of mean regret to {reference}, geometric mean over tasks (95 % interval); below 1 is better.", ""]
    lines += head(["optimizer", *(f"at {c}" for c in COUNTS), "ms a trial", "tasks × seeds"])
    for o in comparison.optimizers():
        found = [None if o == reference else comparison.summary(o, c) for c in COUNTS]
        nothing = "1" if o == reference else ""
        cells = [f"{f['ratio']:.3f} ({f['low']:.2f}–{f['high']:.2f})" if f else nothing for f in found]
        size = next((f"{f['tasks']} × {f['seeds']}" for f in found if f), "")
        lines.append(row([o, *cells, f"{comparison.milliseconds(o):.3g}", size]))
    return lines


def _ranks(comparison):
    ranked = comparison.ranked(COUNTS[1])
    shared = comparison.shared(ranked, COUNTS[1])
    if not shared:
        return ["No task and seed was run by all of them, so that there are no ranks."]
    ranks = {c: comparison.ranks(c) for c in COUNTS}
    middle = ranks[COUNTS[1]]
    best = next(iter(middle.values()))["behind"]
    seeds = min(len(s) for _, s in shared)
    missing = [o for o in comparison.optimizers() if o not in ranked]
    without = f", without {', '.join(missing)}, which ran too few tasks" if missing else ""
    lines = [f"Mean rank on the {len(shared)} tasks and {seeds} seeds that all of them ran{without}.", ""]
    lines += head(["optimizer", *(f"at {c}" for c in COUNTS), f"at {COUNTS[1]}, behind {best} by (95 % interval)"])
    for o in ranked:
        cells = [f"{ranks[c][o]['rank']:.2f}" if o in ranks[c] else "" for c in COUNTS]
        low, high = middle[o]["interval"]
        lines.append(row([o, *cells, "" if o == best else f"{middle[o]['by']:+.2f} ({low:+.2f} to {high:+.2f})"]))
    return lines


def _families(comparison):
    lines = [f"The ratio by family at {COUNTS[1]} and {COUNTS[2]} trials (p after Holm; ! below 0.05).", ""]
    families = list(dict.fromkeys(task.family for task in comparison.tasks))
    others = [o for o in comparison.optimizers() if o != comparison.reference]
    lines += head(["family", *(f"{o} at {c}" for o in others for c in COUNTS[1:])])
    found = {(o, c): comparison.families(o, c) for o in others for c in COUNTS[1:]}
    for family in families:
        cells = []
        for key in found:
            one = found[key].get(family)
            cells.append(f"{one['ratio']:.2f} (p {one['holm']:.2g}{' !' if one['holm'] < 0.05 else ''})" if one else "")
        lines.append(row([family, *cells]))
    return lines


def _tasks(comparison):
    lines = [f"Mean regret at {' / '.join(map(str, COUNTS))} trials.", ""]
    lines += head(["task", "family", *comparison.optimizers()])
    for task in comparison.tasks:
        cells = []
        for o in comparison.optimizers():
            regrets = [comparison.regrets(o, task, c) for c in COUNTS]
            cells.append(" / ".join(f"{r.mean():.3g}" if len(r) else "–" for r in regrets))
        lines.append(row([task.name, task.family, *cells]))
    return lines
