"""The study at Parley behind one of Optuna: found or created once, however many processes run the program."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import logging
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

import optuna
from optuna.study import StudyDirection
from optuna.trial import FrozenTrial, TrialState

from parley.client import Client, Direction
from parley.errors import Problem, StudyExists
from parley.optuna._space import SharedSpace
from parley.study import Study

log = logging.getLogger("parley")

#: Optuna's studies and trials keep here what Parley calls them.
STUDY = "parley:study"
TRIAL = "parley:trial"

# Where Optuna keeps what `Study.metric_names` says: a study under HyperbandPruner hides that.
METRIC_NAMES = "study:metric_names"

#: The attribute of a trial at Parley that tells which of Optuna's it is.
IDENTITY = "optuna.id"

# So many trials are added by one request.
PART = 5_000

# The greatest constraint that JSON can say, in place of an infinite one.
GREATEST = sys.float_info.max

FINISHED = (TrialState.COMPLETE, TrialState.PRUNED)


class Link:
    """A study at Parley with the space that it shares with Optuna's."""

    def __init__(self, study: Study, space: SharedSpace) -> None:
        self.study = study
        self.space = space

    def imported(
        self, study: optuna.Study, trial: FrozenTrial, state: TrialState, values: Iterable[float] | None
    ) -> dict[str, Any] | None:
        """A finished trial of Optuna's as one to be added; None where it says nothing about this space."""
        configuration = self.space.configuration(trial.params)
        if configuration is None or len(configuration) < len(self.study.space) or state not in FINISHED:
            return None
        told = outcome(trial, state, values, list(self.study.objectives))
        return {"configuration": configuration, "attributes": attributes(study, trial), **told}

    def add(self, study: optuna.Study, trial: FrozenTrial, state: TrialState, values: Iterable[float] | None) -> None:
        """Adds one finished trial, once."""
        document = self.imported(study, trial, state, values)
        if document is not None:
            self.study._call("POST", "/trials", {"trials": [document]}, key=f"optuna-{identity(study, trial)}")


def outcome(trial: FrozenTrial, state: TrialState, values: Iterable[float] | None, objectives: list[str]) -> dict[str, Any]:
    """How a trial of Optuna's ended, in the words of a tell."""
    constraints = constraints_of(trial)
    told: dict[str, Any] = {"constraints": constraints} if constraints else {}
    if state == TrialState.COMPLETE and values is not None:
        return {"state": "complete", "values": dict(zip(objectives, map(float, values), strict=True)), **told}
    if state == TrialState.PRUNED:
        step = trial.last_step
        if step is not None and step >= 0 and len(objectives) == 1:
            told |= {"step": step, "values": {objectives[0]: float(trial.intermediate_values[step])}}
        return {"state": "pruned", **told}
    return {"state": "failed", "reason": str(trial.system_attrs.get("fail_reason", "failed in Optuna"))[:1000]}


def constraints_of(trial: FrozenTrial) -> dict[str, float]:
    """The constraints that Optuna has of a trial: a list by place, or single ones by name."""
    found = {f"constraint_{place}": value for place, value in enumerate(trial.system_attrs.get("constraints") or ())}
    for key, value in trial.system_attrs.items():
        if key.startswith("constraints:"):
            found[key.partition(":")[2]] = value
    return {name: max(-GREATEST, min(GREATEST, float(value))) for name, value in found.items()}


class Links:
    """Finds or creates links."""

    def __init__(self, client: Client, name: str | None, definition: Mapping[str, Any], seed: int | None) -> None:
        self._client = client
        self._name = name
        self._definition = definition
        self._seed = seed

    def known(self, study: optuna.Study) -> str | None:
        """The name of the study at Parley, once one is filled."""
        attribute = _system_attributes(study).get(STUDY)
        return None if attribute is None else str(attribute["name"])

    def link(self, study: optuna.Study, space: SharedSpace) -> Link:
        """The link for this space, whose study at Parley has all that ended."""
        known = self.known(study)
        others = (name for name in self._names(study) if name != known)
        names = others if known is None else itertools.chain([known], others)
        link = next(Link(found, space) for name in names if (found := self._study(study, name, space)) is not None)
        self._fill(study, link)
        if link.study.name != known:
            study._storage.set_study_system_attr(study._study_id, STUDY, {"name": link.study.name})
            self._fill(study, link)  # what ended in the meantime
        return link

    def _names(self, study: optuna.Study) -> Iterator[str]:
        """Names, the same in every process that runs the program: the first, and those for when it is another study's."""
        name = self._name
        if name is None:
            words = re.sub(r"[^a-z0-9._-]+", "-", study.study_name.lower()).strip("-._")[:60]
            name = f"{words or 'optuna'}-{identity(study, _trials(study)[0])[:8]}"
        yield name
        yield from (f"{name}-{number}" for number in itertools.count(2))

    def _study(self, study: optuna.Study, name: str, space: SharedSpace) -> Study | None:
        """The study of this name: created, or found and given this space; None where it is another one."""
        wanted = {
            "space": space.to_json(),
            "objectives": _objectives(study),
            "description": f"Optuna's study {study.study_name}",
            **self._definition,
        }
        with contextlib.suppress(StudyExists):
            return self._client.create_study(name, seed=self._seed, exist_ok=False, **wanted)
        try:
            found = self._client.create_study(name, **wanted)
        except StudyExists as differs:
            places = [fault.get("pointer") for fault in differs.errors]
            if places != ["/space"]:
                log.warning("%s at Parley is another study, so that one with a number follows: %s", name, differs)
                return None
            found = self._client.load_study(name)
        return self._reshaped(found, wanted["space"])

    def _reshaped(self, found: Study, wanted: list[dict[str, Any]]) -> Study | None:
        """The study with the wanted space; None where it cannot have that."""
        path = f"/studies/{quote(found.name, safe='')}"
        while not _same(found._document["space"], wanted):
            version = {"If-Match": f'"{found._document["version"]}"'}
            try:
                return Study(self._client, self._client.call("PATCH", path, {"space": wanted}, headers=version))
            except Problem as refused:
                if refused.type != "version-mismatch":
                    log.info("the space of %s cannot be changed, so another study follows: %s", found.name, refused)
                    return None
                found = self._client.load_study(found.name)  # somebody has changed it, maybe to what is wanted
        return found

    def _fill(self, study: optuna.Study, link: Link) -> None:
        """Adds the finished trials that Parley does not have.

        Several processes may do so at once: all number their parts alike, of each the first that comes is taken, and who
        comes later looks again at what is missing.
        """
        for part in itertools.count():
            ended = _trials(study, FINISHED)  # before Parley's are read: those that it misses will not be told any more
            has = {trial.attributes.get(IDENTITY) for trial in link.study.iterate()} if ended else set()
            missing = [
                document
                for trial in ended
                if identity(study, trial) not in has
                and (document := link.imported(study, trial, trial.state, trial.values)) is not None
            ]
            if not missing:
                return
            key = f"optuna-{identity(study, _trials(study)[0])}-{part}"
            try:
                link.study._call("POST", "/trials", {"trials": missing[:PART]}, key=key)
            except Problem as refused:
                if refused.type != "idempotency-mismatch":
                    raise


def identity(study: optuna.Study, trial: FrozenTrial) -> str:
    """The same for a trial in every process, and another for that of its number when the program runs again."""
    return hashlib.sha256(f"{study.study_name}\n{trial.number}\n{trial.datetime_start}".encode()).hexdigest()[:16]


def attributes(study: optuna.Study, trial: FrozenTrial) -> dict[str, Any]:
    """Those by which a trial at Parley is known to be one of Optuna's."""
    return {"optuna": trial.number, IDENTITY: identity(study, trial)}


def _objectives(study: optuna.Study) -> dict[str, Direction]:
    count = len(study.directions)
    names = _system_attributes(study).get(METRIC_NAMES) or (
        ["value"] if count == 1 else [f"value_{place}" for place in range(count)]
    )
    return {
        name: "maximize" if direction == StudyDirection.MAXIMIZE else "minimize"
        for name, direction in zip(names, study.directions, strict=True)
    }


def _trials(study: optuna.Study, states: tuple[TrialState, ...] | None = None) -> list[FrozenTrial]:
    return study._storage.get_all_trials(study._study_id, deepcopy=False, states=states)


def _system_attributes(study: optuna.Study) -> dict[str, Any]:
    return study._storage.get_study_system_attrs(study._study_id)


def _same(stored: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> bool:
    """Whether two spaces are the same, whatever was left out of one since it is the default."""
    defaults = {"scale": "linear", "step": None}

    def normal(entry: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in entry.items() if value != defaults.get(key) and (key, value) != ("step", 1)}

    return [normal(entry) for entry in stored] == [normal(entry) for entry in wanted]
