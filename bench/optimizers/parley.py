"""Parley as an optimizer: in a Java process that runs many studies, or over HTTP.

The strategy sees the space, the objective "loss" and the told trials; studies have neutral names.
"""

import atexit
import functools
import http.client
import itertools
import json
import os
import pathlib
import subprocess
import urllib.parse
import uuid

from peers.peer import Peer

ROOT = pathlib.Path(__file__).parents[2]
MAIN = "dev.parley.bench.OptimizerProcess"


def definition(space, strategy, seed):
    return {
        "space": space,
        "objectives": [{"name": "loss", "direction": "minimize"}],
        "strategy": {"type": strategy, "seed": seed}}


def outcome(loss):
    """A trial's end: infeasible where the loss is NaN."""
    return {"state": "infeasible"} if loss != loss else {"state": "complete", "values": {"loss": loss}}


def build():
    """Compiles Parley with its tests, where the Java process is, and answers the class path."""
    command = ["./mvnw", "-B", "-q", "test-compile", "exec:exec", "-Dexec.executable=echo", "-Dexec.args=%classpath",
               "-Dexec.classpathScope=test"]
    offline = [*command[:1], "-o", *command[1:]]
    for attempt in (offline, command):
        result = subprocess.run(attempt, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if result.returncode == 0:
            return result.stdout.strip().splitlines()[-1]
    raise SystemExit(result.stdout)


def java():
    command = "source bench/service.sh && jdk_home"
    home = subprocess.run(["bash", "-c", command], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    return os.path.join(home, "bin", "java")


class OptimizerProcess:
    """One JVM; each call is a line out and a line back."""

    def __init__(self, class_path, main=MAIN):
        self.process = subprocess.Popen(
            [java(), "-Xmx1g", "-XX:+UseSerialGC", "-cp", class_path, main],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        self.names = map(str, itertools.count())
        atexit.register(self.process.stdin.close)

    def call(self, op, study, **fields):
        self.process.stdin.write(json.dumps({"op": op, "study": study, **fields}) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError("the Java process ended; its reason is above")
        return json.loads(answer)


@functools.cache
def shared_process(class_path, main=MAIN):
    return OptimizerProcess(class_path, main)


class InProcess(Peer):
    """A study of a variant in the Java process, which measures its own time."""

    def __init__(self, variant, space, seed, class_path):
        self.process = shared_process(class_path)
        self.study = next(self.process.names)
        self.milliseconds = 0.0
        self.process.call("create", self.study, variant=variant, definition=definition(space, "tpe", seed))

    def add(self, configuration, loss):
        self.process.call("add", self.study, trials=[{"configuration": configuration, **outcome(loss)}])

    def ask(self):
        answer = self.process.call("ask", self.study, count=1)
        self.milliseconds += answer["milliseconds"]
        trial = answer["trials"][0]
        self.asked = trial["number"]
        return trial["configuration"]

    def tell(self, loss):
        self.process.call("tell", self.study, number=self.asked, **outcome(loss))

    def close(self):
        self.process.call("close", self.study)


class OverHttp(Peer):
    """A study of a running service, with a random name; the startup points are imported. Removed at the end."""

    def __init__(self, strategy, space, seed, url):
        self.connection = shared_connection(url)
        self.path = f"/api/v1/studies/{uuid.uuid4().hex}"
        self.call("PUT", "", definition(space, strategy, seed))

    def call(self, method, path, body=None):
        headers = {"Content-Type": "application/json"}
        if os.environ.get("PARLEY_KEY"):
            headers["Authorization"] = "Bearer " + os.environ["PARLEY_KEY"]
        self.connection.request(method, self.path + path, json.dumps(body) if body is not None else None, headers)
        response = self.connection.getresponse()
        content = response.read()
        if response.status >= 300:
            raise RuntimeError(f"{method} {path}: {response.status} {content.decode(errors='replace')}")
        return json.loads(content) if content else None

    def add(self, configuration, loss):
        self.call("POST", "/trials", {"trials": [{"configuration": configuration, **outcome(loss)}]})

    def ask(self):
        self.asked = self.call("POST", "/ask", {})["trials"][0]
        return self.asked["configuration"]

    def tell(self, loss):
        self.call("POST", f"/trials/{self.asked['number']}/tell", {"lease": self.asked["lease"], **outcome(loss)})

    def close(self):
        self.call("DELETE", "")


@functools.cache
def shared_connection(url):
    return http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=60)
