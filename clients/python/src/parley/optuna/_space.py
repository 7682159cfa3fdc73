"""Optuna's distributions as parameters of Parley, and values from one to the other."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.trial import FrozenTrial

# Whole numbers beyond are not the same for every client of the service.
LARGEST = 2**53 - 1

# A parameter whose distribution changed this often in so many trials depends on something: it is none of a fixed space.
CHANGES = 3
RECENT = 20


def observed(trials: Sequence[FrozenTrial]) -> tuple[dict[str, BaseDistribution], set[str]]:
    """The parameters that all of the trials have, with their latest distributions; and the names of those that keep changing.

    A range that changed from one start of the program to the next counts as it was last.
    """
    latest: dict[str, BaseDistribution] = {}
    changing: set[str] = set()
    for name in set.intersection(*(set(trial.distributions) for trial in trials)) if trials else ():
        recent = [trial.distributions[name] for trial in trials[-RECENT:]]
        if sum(before != after for before, after in itertools.pairwise(recent)) < CHANGES:
            latest[name] = recent[-1]
        else:
            changing.add(name)
    return latest, changing


def expressible(distribution: BaseDistribution) -> bool:
    """Whether there is something to choose, and Parley can say it."""
    if distribution.single():
        return False
    if isinstance(distribution, IntDistribution):
        return abs(distribution.low) <= LARGEST and abs(distribution.high) <= LARGEST
    return isinstance(distribution, FloatDistribution | CategoricalDistribution)


class SharedSpace:
    """A space that Optuna and Parley share, parameter by parameter."""

    def __init__(self, distributions: Mapping[str, BaseDistribution]) -> None:
        self.distributions = dict(distributions)
        self._labels = {
            name: _labels(distribution.choices)
            for name, distribution in distributions.items()
            if isinstance(distribution, CategoricalDistribution)
        }

    def to_json(self) -> list[dict[str, Any]]:
        """The space as Parley has it."""
        return [self._parameter(name, distribution) for name, distribution in self.distributions.items()]

    def params(self, configuration: Mapping[str, Any]) -> dict[str, Any]:
        """Parley's values as Optuna's."""
        return {name: self._value(name, configuration[name]) for name in self.distributions if name in configuration}

    def configuration(self, params: Mapping[str, Any]) -> dict[str, Any] | None:
        """Optuna's values as Parley's; None where one is missing or out of the space."""
        values = self.partial(params)
        return values if len(values) == len(self.distributions) else None

    def partial(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Those of Optuna's values that the space has, as Parley's."""
        found: dict[str, Any] = {}
        for name, distribution in self.distributions.items():
            if name not in params:
                continue
            try:
                internal = distribution.to_internal_repr(params[name])
            except (ValueError, TypeError):
                continue
            if not distribution._contains(internal):
                continue
            if name in self._labels:
                found[name] = self._labels[name][int(internal)]
            else:
                found[name] = int(params[name]) if isinstance(distribution, IntDistribution) else float(params[name])
        return found

    def agree(self, configuration: Mapping[str, Any], params: Mapping[str, Any]) -> bool:
        """Whether Optuna's values are Parley's, as far as there are any; choices that Optuna takes for equal are the same."""
        for name, value in self.params(configuration).items():
            if name in params:
                distribution = self.distributions[name]
                try:
                    actual = distribution.to_internal_repr(params[name])
                except (ValueError, TypeError):
                    return False
                if not math.isclose(actual, distribution.to_internal_repr(value), rel_tol=1e-9, abs_tol=1e-12):
                    return False
        return True

    def _parameter(self, name: str, distribution: BaseDistribution) -> dict[str, Any]:
        if name in self._labels:
            return {"name": name, "type": "categorical", "choices": self._labels[name]}
        assert isinstance(distribution, IntDistribution | FloatDistribution)
        kind = "int" if isinstance(distribution, IntDistribution) else "float"
        document: dict[str, Any] = {"name": name, "type": kind, "low": distribution.low, "high": distribution.high}
        if distribution.log:
            document["scale"] = "log"
        elif distribution.step is not None and (kind, distribution.step) != ("int", 1):
            document["step"] = distribution.step
        return document

    def _value(self, name: str, value: Any) -> Any:
        distribution = self.distributions[name]
        if isinstance(distribution, CategoricalDistribution):
            labels = self._labels[name]
            position = next(i for i, label in enumerate(labels) if type(label) is type(value) and label == value)
            return distribution.choices[position]
        if isinstance(distribution, IntDistribution):
            return int(value)
        assert isinstance(distribution, FloatDistribution)
        return min(max(float(value), distribution.low), distribution.high)


def _labels(choices: Iterable[Any]) -> list[Any]:
    """Choices as Parley has them: as they are where it can say them and tell them apart, or else what Python prints."""
    given = list(choices)
    labels = [choice if _plain(choice) else repr(choice) for choice in given]
    if len({_key(label) for label in labels}) < len(labels):
        labels = [f"{position}: {choice!r}" for position, choice in enumerate(given)]
    return labels


def _plain(choice: Any) -> bool:
    if isinstance(choice, bool | str):
        return choice != "" and "\0" not in str(choice)
    if isinstance(choice, float):
        return math.isfinite(choice) and choice % 1 != 0  # a whole one would come back as an integer
    return isinstance(choice, int) and abs(choice) <= LARGEST


def _key(label: Any) -> Any:
    return (isinstance(label, bool), isinstance(label, str), label)
