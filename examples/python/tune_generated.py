"""A whole study with the generated client, typed from the space to the error.

    python3 tune_generated.py --url http://127.0.0.1:8080 --study NAME --trials 40
"""

import argparse
import collections
import os
import time

from parley.api import (
    ApiClient,
    ApiException,
    AskRequest,
    CategoricalParameter,
    Condition,
    Configuration,
    Direction,
    FloatParameter,
    IntParameter,
    Limits,
    Objective,
    OrdinalParameter,
    Parameter,
    Pruner,
    PrunerType,
    ReportRequest,
    ResultsApi,
    Scale,
    Strategy,
    StrategyType,
    StudiesApi,
    StudyRequest,
    StudyState,
    TellRequest,
    ToldState,
    Trial,
    TrialsApi,
)


def definition(trials: int) -> StudyRequest:
    parameters = [
        FloatParameter(type="float", name="lr", low=1e-5, high=0.1, scale=Scale.LOG),
        IntParameter(type="int", name="width", low=8, high=512, scale=Scale.LOG),
        OrdinalParameter(type="ordinal", name="batch", values=[16, 32, 64, 128]),
        CategoricalParameter(type="categorical", name="solver", choices=["adam", "sgd"]),
        FloatParameter(
            type="float", name="momentum", low=0, high=0.99, when=Condition(parameter="solver", in_=["sgd"])
        ),
    ]
    return StudyRequest(
        description="A made-up training, told apart by how far each setting is from a good one",
        space=[Parameter(parameter) for parameter in parameters],
        objectives=[Objective(name="loss", direction=Direction.MINIMIZE)],
        strategy=Strategy(type=StrategyType.TPE, seed=7),
        pruner=Pruner(type=PrunerType.MEDIAN, startup_trials=5),
        limits=Limits(trials=trials),
    )


def train(api: TrialsApi, study: str, trial: Trial) -> TellRequest:
    """Trains and says how that ended: diverged, stopped early because others were better by then, or complete."""
    settings = trial.configuration
    if settings["lr"] > 0.05:
        return TellRequest(lease=trial.lease, state=ToldState.FAILED, reason="diverged")
    end = far(settings["lr"], 0.003) + far(settings["width"], 96) + far(settings["batch"], 32)
    end += far(1 - settings["momentum"], 0.1) if settings["solver"] == "sgd" else 0.05
    for epoch in range(1, 6):
        values = {"loss": end + 1 / epoch}
        report = ReportRequest(lease=trial.lease, step=epoch, values=values)
        if api.report(study, trial.number, report).should_prune:
            return TellRequest(lease=trial.lease, state=ToldState.PRUNED)
    return TellRequest(lease=trial.lease, state=ToldState.COMPLETE, values=values)


def far(setting: float, good: float) -> float:
    """0 where a setting is a good one, towards 1 where it is many times as large or as small."""
    distance = (setting - good) / (setting + good)
    return distance * distance


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--url", default="http://127.0.0.1:8080")
    options.add_argument("--study", default=f"python-{int(time.time())}")
    options.add_argument("--trials", type=int, default=40)
    options = options.parse_args()
    study = options.study

    with ApiClient(Configuration(host=options.url, access_token=os.environ.get("PARLEY_KEY"))) as service:
        studies, trials, results = StudiesApi(service), TrialsApi(service), ResultsApi(service)
        studies.put_study(study, definition(options.trials))

        while True:
            asked = trials.ask(study, ask_request=AskRequest(count=4, worker="python"))
            for trial in asked.trials:
                trials.tell(study, trial.number, train(trials, study, trial))
            if asked.study.state == StudyState.COMPLETED:
                break
            if not asked.trials:
                time.sleep(asked.study.retry_after_seconds or 1)

        ended, token = collections.Counter(), None
        while True:
            page = trials.list_trials(study, page_size=10, page_token=token)
            ended.update(trial.state.value for trial in page.trials)
            token = page.next_page_token
            if token is None:
                break
        state = studies.get_study(study).state.value
        print(f"study {study} is {state}:", ", ".join(f"{count} {word}" for word, count in ended.items()))

        best = results.get_best(study).trial
        print(f"best: trial {best.number}, loss {best.values['loss']},", best.configuration)

        try:
            studies.get_study(study + ".2")
        except ApiException as error:
            print(f"{error.data.type}: {error.data.detail}")


if __name__ == "__main__":
    main()
