"""The study at Parley behind one of Optuna: found or created once, however many processes run the program."""

from __future__ import annotations

import hashlib
import logging
import re
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, cast
from urllib.parse import quote

import optuna
from optuna.study import StudyDirection
from optuna.trial import FrozenTrial, TrialState

from parley.client import Client
from parley.errors import Problem, StudyExists
from parley.optuna._space import SharedSpace
from parley.study import Study

log = logging.getLogger("parley")

#: Optuna's studies and trials keep here what Parley calls them.
STUDY = "parley:study"
TRIAL = "parley:trial"

# Where Optuna keeps what `Study.metric_names` says: a study under HyperbandPruner hides that.
METRIC_NAMES = "study:metric_names"

# For so long another process that has created the study may be filling it with what there was.
FILLING = timedelta(seconds=60)

# The greatest constraint that JSON can say, in place of an infinite one.
GREATEST = sys.float_info.max

FINISHED = (TrialState.COMPLETE, TrialState.PRUNED)


class Link:
    """A study at Parley with the space that it shares with Optuna's."""

    def __init__(self, study: Study, space: SharedSpace) -> None:
        self.study = study
        self.space = space

    def imported(self, trial: FrozenTrial, state: TrialState, values: Iterable[float] | None) -> dict[str, Any] | None:
        """A finished trial of Optuna's as one to be added; None where it says nothing about this space."""
        configuration = self.space.configuration(trial.params)
        if configuration is None or len(configuration) < len(self.study.space) or state not in FINISHED:
            return None
        told = outcome(trial, state, values, list(self.study.objectives))
        return {"configuration": configuration, "attributes": {"optuna": trial.number}, **told}

    def add(self, trial: FrozenTrial, state: TrialState, values: Iterable[float] | None) -> None:
        """Adds one finished trial, once, whichever process says so."""
        document = self.imported(trial, state, values)
        if document is not None:
            key = f"optuna-{self.study.name}-{trial.number}"
            self.study._call("POST", "/trials", {"trials": [document]}, key=key)


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

    def __init__(self, client: Client, name: str | None, definition: Mapping[str, Any]) -> None:
        self._client = client
        self._name = name
        self._definition = definition

    def known(self, study: optuna.Study) -> str | None:
        """The name of the study at Parley, once one is filled."""
        attribute = study._storage.get_study_system_attrs(study._study_id).get(STUDY)
        return None if attribute is None else str(attribute["name"])

    def link(self, study: optuna.Study, space: SharedSpace) -> Link | None:
        """The link for this space; None while another process is at creating it."""
        attribute = study._storage.get_study_system_attrs(study._study_id).get(STUDY)
        generation = 1
        if attribute is not None:
            generation = int(attribute["generation"])
            found = self._fitted(self._client.load_study(attribute["name"]), space)
            if found is not None:
                return Link(found, space)
            generation += 1
        while True:
            name = self._named(study, generation)
            try:
                created: Study | None = self._create(study, name, space)
            except StudyExists:
                existing = self._client.load_study(name)
                if datetime.now(timezone.utc) - _time(existing._document["createdAt"]) < FILLING:
                    return None
                created = self._fitted(existing, space)
            if created is not None:
                break
            generation += 1
        link = Link(created, space)
        self._fill(study, link)
        study._storage.set_study_system_attr(study._study_id, STUDY, {"name": link.study.name, "generation": generation})
        self._fill(study, link)  # what ended in the meantime
        return link

    def _fitted(self, found: Study, space: SharedSpace) -> Study | None:
        """A study whose space is the wanted one, or could be changed into it."""
        wanted = space.to_json()
        if _same(found._document.get("space", []), wanted):
            return found
        if [p.name for p in found.space] != list(space.distributions):
            return None
        version = found.document["version"]
        try:
            path = f"/studies/{quote(found.name, safe='')}"
            changed = self._client.call("PATCH", path, {"space": wanted}, headers={"If-Match": f'"{version}"'})
        except Problem as refused:
            log.info("the space of %s cannot be changed, so another study follows: %s", found.name, refused)
            return None
        return Study(self._client, changed)

    def _named(self, study: optuna.Study, generation: int) -> str:
        """The same name in every process that runs the program, and in no other study's."""
        name = self._name
        if name is None:
            first = study._storage.get_all_trials(study._study_id, deepcopy=False)[0]
            digest = hashlib.sha256(f"{study.study_name}\n{first.datetime_start}".encode()).hexdigest()[:8]
            words = re.sub(r"[^a-z0-9._-]+", "-", study.study_name.lower()).strip("-._")[:60]
            name = f"{words or 'optuna'}-{digest}"
        return name if generation == 1 else f"{name}-{generation}"

    def _create(self, study: optuna.Study, name: str, space: SharedSpace) -> Study:
        names = study._storage.get_study_system_attrs(study._study_id).get(METRIC_NAMES) or (
            ["value"] if len(study.directions) == 1 else [f"value_{place}" for place in range(len(study.directions))]
        )
        directions = ["maximize" if direction == StudyDirection.MAXIMIZE else "minimize" for direction in study.directions]
        return self._client.create_study(
            name,
            space.to_json(),
            objectives=cast(Any, dict(zip(names, directions, strict=True))),
            description=f"Optuna's study {study.study_name}",
            exist_ok=False,
            **self._definition,
        )

    def _fill(self, study: optuna.Study, link: Link) -> None:
        """Adds the finished trials that Parley does not have."""
        has = {trial.attributes.get("optuna") for trial in link.study.iterate()}
        added = []
        for trial in study._storage.get_all_trials(study._study_id, deepcopy=False, states=FINISHED):
            own = trial.system_attrs.get(TRIAL) or {}
            if trial.number not in has and own.get("study") != link.study.name:
                document = link.imported(trial, trial.state, trial.values)
                if document is not None:
                    added.append(document)
        link.study.add_trials(added)


def _same(stored: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> bool:
    """Whether two spaces are the same, whatever was left out of one since it is the default."""
    defaults = {"scale": "linear", "step": None}

    def normal(entry: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in entry.items() if value != defaults.get(key) and (key, value) != ("step", 1)}

    return [normal(entry) for entry in stored] == [normal(entry) for entry in wanted]


def _time(text: str) -> datetime:
    return datetime.fromisoformat(re.sub(r"(\.\d{6})\d*", r"\1", text).replace("Z", "+00:00"))
