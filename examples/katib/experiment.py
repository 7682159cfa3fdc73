"""Plays Katib's controllers: runs an Experiment on this machine, with Parley as its algorithm.

It reads the same YAML that `kubectl apply` takes, speaks Katib's own protocol, and keeps the same books as Katib: what has
been suggested, which trials run, how they ended. A trial is its container's command, run here; metrics are the lines
`name=value` that it prints. Each request is sent twice, as Katib does after an answer that it lost.

    pip install -r requirements.txt
    python3 experiment.py --service 127.0.0.1:6789 experiment.yaml
"""

import argparse
import concurrent.futures
import importlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.request

import grpc
import yaml
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_tools import protoc

HERE = pathlib.Path(__file__).resolve().parent
PROTOCOL = HERE.parent.parent / "src/main/protobuf/katib/v1beta1"


def protocol():
    """The modules that Google's compiler makes of Katib's protocol file."""
    folder = tempfile.mkdtemp()
    arguments = ["", f"-I{PROTOCOL}", f"--python_out={folder}", f"--grpc_python_out={folder}", "api.proto"]
    if protoc.main(arguments) != 0:
        raise SystemExit("the protocol file cannot be compiled")
    sys.path.insert(0, folder)
    return importlib.import_module("api_pb2"), importlib.import_module("api_pb2_grpc")


api, api_grpc = protocol()


def message(document):
    """The experiment as Katib's controller sends it."""
    spec = document["spec"]
    objective, algorithm = spec["objective"], spec["algorithm"]
    distributions = {"uniform": 1, "logUniform": 2, "normal": 3, "logNormal": 4}
    result = api.Experiment(name=document["metadata"]["name"])
    result.spec.parallel_trial_count = spec["parallelTrialCount"]
    result.spec.max_trial_count = spec["maxTrialCount"]
    result.spec.objective.type = api.ObjectiveType.Value(objective["type"].upper())
    result.spec.objective.goal = objective.get("goal", 0)
    result.spec.objective.objective_metric_name = objective["objectiveMetricName"]
    result.spec.objective.additional_metric_names.extend(objective.get("additionalMetricNames", []))
    result.spec.algorithm.algorithm_name = algorithm["algorithmName"]
    for setting in algorithm.get("algorithmSettings", []):
        result.spec.algorithm.algorithm_settings.add(**setting)
    for parameter in spec["parameters"]:
        space = parameter["feasibleSpace"]
        one = result.spec.parameter_specs.parameters.add(name=parameter["name"])
        one.parameter_type = api.ParameterType.Value(parameter["parameterType"].upper())
        one.feasible_space.min, one.feasible_space.max = space.get("min", ""), space.get("max", "")
        one.feasible_space.step = space.get("step", "")
        one.feasible_space.list.extend(space.get("list", []))
        one.feasible_space.distribution = distributions.get(space.get("distribution"), 0)
    return result


class Controller:
    """An experiment's books."""

    def __init__(self, document, channel):
        self.document = document
        self.experiment = message(document)
        self.service = api_grpc.SuggestionStub(channel)
        self.trials = {}
        self.stored = 0

    def count(self, *conditions):
        return sum(trial.status.condition in conditions for trial in self.trials.values())

    def suggest(self, more):
        """Stores so many more suggestions; answers their trials."""
        request = api.GetSuggestionsRequest(
            experiment=self.experiment,
            trials=self.trials.values(),
            current_request_number=more,
            total_request_number=self.stored + more,
        )
        lost = self.service.GetSuggestions(request, timeout=60)
        reply = self.service.GetSuggestions(request, timeout=60)
        assert len(reply.parameter_assignments) == more, "The response contains unexpected trials"
        for former, suggestion in zip(lost.parameter_assignments, reply.parameter_assignments):
            assert former.assignments == suggestion.assignments, "a repeated request got other suggestions"
        created = []
        for suggestion in reply.parameter_assignments:
            assert suggestion.trial_name not in self.trials, f"{suggestion.trial_name} exists"
            trial = api.Trial(name=suggestion.trial_name)
            trial.spec.objective.CopyFrom(self.experiment.spec.objective)
            trial.spec.parameter_assignments.assignments.extend(suggestion.assignments)
            trial.status.condition = api.TrialStatus.RUNNING
            self.trials[trial.name] = trial
            created.append(trial)
        self.stored += more
        return created

    def run(self, trial):
        """Runs a trial's command to its end; answers its metrics, or None where it failed."""
        template = self.document["spec"]["trialTemplate"]
        values = {one.name: one.value for one in trial.spec.parameter_assignments.assignments}
        named = {one["name"]: values[one["reference"]] for one in template["trialParameters"]}
        containers = template["trialSpec"]["spec"]["template"]["spec"]["containers"]
        container = next(one for one in containers if one["name"] == template["primaryContainerName"])
        command = [re.sub(r"\$\{trialParameters\.(\w+)}", lambda m: named[m[1]], part) for part in container["command"]]
        ended = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=300)
        return re.findall(r"^(\w+)=(\S+)$", ended.stdout, re.MULTILINE) if ended.returncode == 0 else None

    def end(self, trial, metrics):
        trial.status.condition = api.TrialStatus.SUCCEEDED if metrics else api.TrialStatus.FAILED
        for name, value in metrics or []:
            trial.status.observation.metrics.add(name=name, value=value)

    def value(self, trial):
        wanted = self.experiment.spec.objective.objective_metric_name
        return next((float(m.value) for m in trial.status.observation.metrics if m.name == wanted), None)

    def reconcile(self):
        """The whole experiment."""
        spec = self.document["spec"]
        with concurrent.futures.ThreadPoolExecutor(spec["parallelTrialCount"]) as pods:
            running = {}
            while True:
                completed = self.count(api.TrialStatus.SUCCEEDED, api.TrialStatus.FAILED)
                failed = self.count(api.TrialStatus.FAILED)
                if completed >= spec["maxTrialCount"] or failed > spec["maxFailedTrialCount"]:
                    return
                active = min(spec["maxTrialCount"] - completed, spec["parallelTrialCount"])
                if active > len(running):
                    for trial in self.suggest(active - len(running)):
                        running[pods.submit(self.run, trial)] = trial
                done, _ = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
                for pod in done:
                    self.end(running.pop(pod), pod.result())


def check(controller, url):
    """Compares the study that Parley made of the experiment with the experiment itself, and fails where they differ."""
    study = f"{url}/api/v1/studies/{controller.experiment.name}"
    with urllib.request.urlopen(f"{study}/trials?pageSize=1000") as answer:
        told = {t["attributes"]["katibTrial"]: t for t in json.load(answer)["trials"] if t["state"] == "complete"}
    succeeded = {name: t for name, t in controller.trials.items() if t.status.condition == api.TrialStatus.SUCCEEDED}
    # Katib asks no more when it is done: its last results are its own.
    last = controller.experiment.spec.parallel_trial_count
    assert len(succeeded) - last <= len(told) <= len(succeeded), f"{len(told)} results of {len(succeeded)}"
    for name, trial in told.items():
        assert list(trial["values"].values()) == [controller.value(succeeded[name])], name
    print(f"Parley has {len(told)} of {len(succeeded)} results, all as Katib measured them")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("experiment", type=pathlib.Path)
    parser.add_argument("--service", default="127.0.0.1:6789", help="where Parley listens for Katib")
    parser.add_argument("--url", help="where Parley listens for HTTP, to compare results")
    arguments = parser.parse_args()
    with grpc.insecure_channel(arguments.service) as channel:
        probe = health_pb2.HealthCheckRequest(service="manager.v1beta1.Suggestion")
        health = health_pb2_grpc.HealthStub(channel).Check(probe, timeout=30)
        assert health.status == health_pb2.HealthCheckResponse.SERVING, health
        controller = Controller(yaml.safe_load(arguments.experiment.read_text()), channel)
        controller.service.ValidateAlgorithmSettings(
            api.ValidateAlgorithmSettingsRequest(experiment=controller.experiment), timeout=60
        )
        controller.reconcile()
    sign = -1 if controller.experiment.spec.objective.type == api.MINIMIZE else 1
    valued = [trial for trial in controller.trials.values() if controller.value(trial) is not None]
    best = max(valued, key=lambda trial: sign * controller.value(trial))
    values = ", ".join(f"{one.name} {one.value}" for one in best.spec.parameter_assignments.assignments)
    print(f"{len(controller.trials)} trials; the best is {best.name} with {controller.value(best)}: {values}")
    if arguments.url:
        check(controller, arguments.url)


if __name__ == "__main__":
    main()
