"""Optuna's sampler that asks Parley."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import optuna
from optuna.distributions import BaseDistribution
from optuna.samplers import BaseSampler, RandomSampler
from optuna.trial import FrozenTrial, TrialState

from parley._slot import worker_name
from parley.client import Client
from parley.errors import Conflict
from parley.optuna._link import FINISHED, TRIAL, Link, Links, attributes, outcome
from parley.optuna._space import SharedSpace, expressible, observed
from parley.trial import Trial

log = logging.getLogger("parley")


class ParleySampler(BaseSampler):
    """Suggestions from a Parley service for a program that is written for Optuna.

    Optuna learns a search space while it runs; Parley wants it declared. So the first trial is sampled at random, unless
    `search_space` says what it will suggest, and a study is created at Parley from the parameters that all finished trials
    have, with those trials as its history. From then on each trial asks Parley, and tells it how it ended. Parameters that
    not every trial has are sampled by `independent_sampler`. A range that changes is changed at Parley; a parameter that
    goes begins another study there, again with all that was learned.

    Several threads and processes of the same study share it at Parley too. `study` names it there; left out, the name is made
    from Optuna's. `url` and `key` come from the environment as in `parley.Client`.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        key: str | None = None,
        client: Client | None = None,
        study: str | None = None,
        search_space: Mapping[str, BaseDistribution] | None = None,
        strategy: str | Mapping[str, Any] | None = None,
        seed: int | None = None,
        constraints_func: Callable[[FrozenTrial], Sequence[float]] | None = None,
        independent_sampler: BaseSampler | None = None,
        lease_seconds: int = 600,
    ) -> None:
        self._client = client or Client(url, key)
        self._search_space = dict(search_space) if search_space is not None else None
        self._constraints_func = constraints_func
        self._independent = independent_sampler or RandomSampler(seed=seed)
        self._left_out: set[str] = set()
        definition = {"strategy": strategy, "lease": {"seconds": lease_seconds, "attempts": 3}}
        self._links = Links(self._client, study, definition, seed)
        self._forget()

    def _forget(self) -> None:
        self._lock = threading.RLock()
        self._current: dict[str, Link] = {}
        self._running: dict[tuple[str, int], tuple[Link, Trial]] = {}

    def __getstate__(self) -> dict[str, Any]:
        kept = dict(self.__dict__)
        for name in ("_lock", "_current", "_running"):
            del kept[name]
        return kept

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._forget()

    def __str__(self) -> str:
        return f"ParleySampler({self._client.url})"

    def reseed_rng(self) -> None:
        self._independent.reseed_rng()

    def infer_relative_search_space(self, study: optuna.Study, trial: FrozenTrial) -> dict[str, BaseDistribution]:
        space = self._search_space
        if space is None:
            space, changing = observed(study._get_trials(deepcopy=False, states=FINISHED, use_cache=True))
            for name in sorted(changing - self._left_out):
                log.warning("the range of %s keeps changing: it is sampled by %s, not by Parley", name, self._independent)
            self._left_out = changing
        return {name: space[name] for name in sorted(space) if expressible(space[name])}

    def sample_relative(
        self, study: optuna.Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        if not search_space:
            return {}
        with self._lock:
            link = self._link(study, search_space)
        fixed = link.space.partial(trial.system_attrs.get("fixed_params") or {})
        answer = link.study._ask(worker=f"{worker_name()}-{threading.get_ident() % 10**6}", fixed=fixed or None)
        if not answer.trials:
            log.warning("Parley has no suggestion for trial %d: its study is %s", trial.number, answer.study.state.value)
            return {}
        asked = Trial(link.study, answer.trials[0])
        link.study._heartbeats.add(asked)
        self._running[study.study_name, trial.number] = (link, asked)
        note: dict[str, Any] = {
            "study": link.study.name,
            "number": asked.number,
            "lease": asked._lease,
            "configuration": dict(asked.params),
        }
        study._storage.set_trial_system_attr(trial._trial_id, TRIAL, note)
        return link.space.params(asked.params)

    def sample_independent(
        self, study: optuna.Study, trial: FrozenTrial, param_name: str, param_distribution: BaseDistribution
    ) -> Any:
        return self._independent.sample_independent(study, trial, param_name, param_distribution)

    def after_trial(self, study: optuna.Study, trial: FrozenTrial, state: TrialState, values: Sequence[float] | None) -> None:
        try:
            if self._constraints_func is not None and state in FINISHED:
                self._keep_constraints(study, trial, self._constraints_func(trial))
        except BaseException:
            state, values = TrialState.FAIL, None  # nobody knows whether it is feasible
            raise
        finally:
            self._ended(study, trial, state, values)
            self._independent.after_trial(study, trial, state, values)

    def _ended(self, study: optuna.Study, trial: FrozenTrial, state: TrialState, values: Sequence[float] | None) -> None:
        """Lets go of the trial and says at Parley how it ended."""
        link, asked = self._running.pop((study.study_name, trial.number), (None, None))
        if asked is not None and link is not None:
            link.study._heartbeats.remove(asked)
        note = trial.system_attrs.get(TRIAL)
        name = note["study"] if note is not None else self._links.known(study)
        if name is None:
            return  # there is no study yet, and it will be created with what has ended
        if link is None or link.study.name != name:
            link = self._of(name, trial)
        if note is None:
            link.add(study, trial, state, values)
        else:
            self._tell(study, link, note, trial, state, values)

    def _tell(
        self,
        study: optuna.Study,
        link: Link,
        note: Mapping[str, Any],
        trial: FrozenTrial,
        state: TrialState,
        values: Sequence[float] | None,
    ) -> None:
        """Tells the trial that was asked for; where the program evaluated another configuration, adds that instead."""
        if not link.space.agree(note["configuration"], trial.params):
            self._withdraw(link, note)
            link.add(study, trial, state, values)
            return
        told = outcome(trial, state, values, list(link.study.objectives))
        body = {"lease": note["lease"], "attributes": attributes(study, trial), **told}
        try:
            link.study._call("POST", f"/trials/{note['number']}/tell", body)
        except Conflict as refused:
            log.warning("trial %d was not taken by Parley: %s", trial.number, refused)

    @staticmethod
    def _withdraw(link: Link, note: Mapping[str, Any]) -> None:
        """Cancels the trial that was asked for, unless it is another worker's by now."""
        path = f"/trials/{note['number']}"
        try:
            link.study._call("POST", f"{path}/heartbeat", {"lease": note["lease"]})  # a cancel asks for no lease
            link.study._call("POST", f"{path}/cancel")
        except Conflict as refused:
            log.info("trial %d of %s is not cancelled: %s", note["number"], link.study.name, refused)

    def _link(self, study: optuna.Study, search_space: dict[str, BaseDistribution]) -> Link:
        current = self._current.get(study.study_name)
        known = self._links.known(study)
        if current is not None and known == current.study.name and current.space.distributions == search_space:
            return current
        self._current[study.study_name] = self._links.link(study, SharedSpace(search_space))
        return self._current[study.study_name]

    def _of(self, name: str, trial: FrozenTrial) -> Link:
        """The link of a trial that another process asked for: the study's parameters, as far as this trial has them."""
        for link in self._current.values():
            if link.study.name == name:
                return link
        study = self._client.load_study(name)
        return Link(
            study, SharedSpace({p.name: trial.distributions[p.name] for p in study.space if p.name in trial.distributions})
        )

    @staticmethod
    def _keep_constraints(study: optuna.Study, trial: FrozenTrial, constraints: Sequence[float]) -> None:
        """Keeps them where Optuna's own samplers do, so that its best trials are the feasible ones."""
        values = [float(value) for value in constraints]
        if any(math.isnan(value) for value in values):
            raise ValueError("constraints must not be NaN")
        study._storage.set_trial_system_attr(trial._trial_id, "constraints", values)
        trial.system_attrs["constraints"] = values
