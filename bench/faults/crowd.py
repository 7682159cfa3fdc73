"""Clients that work on one study and keep a ledger of what they were answered, and checks of that ledger.

A client sends a request to one of the replicas that are ready, as a load balancer has it, and where the connection fails or
the answer is 503 once more to another. Asks carry an Idempotency-Key, so that a second request changes nothing twice.

    crowd.py work --urls URL,URL --study NAME --ledger FILE [--threads 8]     until SIGTERM
    crowd.py audit --urls URL --study NAME --ledger FILE                      everything acknowledged is there
    crowd.py restored --urls URL --study NAME --ledger FILE --before TIME     what was acknowledged before TIME is there, and
                                                                              what was given later is refused
"""
import argparse
import http.client
import json
import random
import signal
import sys
import threading
import time
import urllib.parse
import uuid

STUDY = {
    "space": [{"name": "x", "type": "float", "low": 0, "high": 1}],
    "objectives": [{"name": "loss", "direction": "minimize"}],
    "strategy": {"type": "random", "seed": 1},
}


class Unanswered(Exception):
    """No answer that counts: the connection failed, or the service says that it cannot answer now."""


class Replicas:
    """The services, and which of them are ready."""

    def __init__(self, urls):
        self.hosts = [urllib.parse.urlsplit(url).netloc for url in urls]
        self.ready = set(self.hosts)
        self.departures = dict.fromkeys(self.hosts, 0)

    def watch(self, stopped):
        while not stopped.wait(0.2):
            for host in self.hosts:
                if self.is_ready(host):
                    self.ready.add(host)
                elif host in self.ready:
                    self.ready.discard(host)
                    self.departures[host] += 1

    @staticmethod
    def is_ready(host):
        connection = http.client.HTTPConnection(host, timeout=2)
        try:
            connection.request("GET", "/actuator/health/readiness")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def choose(self, but=None):
        others = [host for host in self.hosts if host != but]
        return random.choice([host for host in others if host in self.ready] or others or self.hosts)


class Client:
    """Sends requests over connections that it keeps."""

    def __init__(self, replicas, study):
        self.replicas = replicas
        self.study = study
        self.connections = {}
        self.retries = 0

    def call(self, method, below, body=None, key=None):
        """The status and the body of the answer, of the first request or of the second."""
        host = self.replicas.choose()
        try:
            return self.send(host, method, below, body, key)
        except Unanswered:
            self.retries += 1
            return self.send(self.replicas.choose(but=host), method, below, body, key)

    def connection(self, host):
        """One that is kept; a new one where the replica has left since, as a load balancer has it."""
        departures = self.replicas.departures[host]
        since, connection = self.connections.get(host, (departures, None))
        if connection is None or since != departures:
            if connection is not None:
                connection.close()
            connection = http.client.HTTPConnection(host, timeout=30)
            self.connections[host] = (departures, connection)
        return connection

    def send(self, host, method, below, body, key):
        connection = self.connection(host)
        headers = {"Content-Type": "application/json"} | ({"Idempotency-Key": key} if key else {})
        try:
            connection.request(method, f"/api/v1/studies/{self.study}{below}", json.dumps(body) if body else None, headers)
            response = connection.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException) as failure:
            connection.close()
            raise Unanswered(f"{method} {below}: {failure!r}") from failure
        if response.status == 503:
            raise Unanswered(f"{method} {below}: 503 {text[:200]}")
        return response.status, json.loads(text) if text else None

    def success(self, method, below, body=None, key=None):
        status, answer = self.call(method, below, body, key)
        if status // 100 != 2:
            raise AssertionError(f"{method} {below}: {status} {answer}")
        return answer

    def trials(self):
        """All trials by number."""
        found, token = {}, ""
        while token is not None:
            page = self.success("GET", f"/trials?pageSize=1000{token}")
            found |= {trial["number"]: trial for trial in page["trials"]}
            token = f"&pageToken={page['nextPageToken']}" if page.get("nextPageToken") else None
        return found


def work(options):
    """Asks and tells until SIGTERM; each answer goes into the ledger. Fails if a request failed twice."""
    stopped, lock, failures = threading.Event(), threading.Lock(), []
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    replicas = Replicas(options.urls)
    Client(replicas, options.study).success("PUT", "", STUDY)
    clients = [Client(replicas, options.study) for _ in range(options.threads)]
    ledger = open(options.ledger, "w", encoding="utf-8")

    def note(**entry):
        with lock:
            ledger.write(json.dumps(entry | {"time": time.time()}) + "\n")
            ledger.flush()

    def loop(client):
        while not stopped.is_set():
            try:
                trial = client.success("POST", "/ask", {"count": 1}, str(uuid.uuid4()))["trials"][0]
                note(asked=trial["number"], lease=trial["lease"], x=trial["configuration"]["x"])
                if random.random() < 0.1:
                    continue  # a worker that is never heard of again
                value = trial["configuration"]["x"] ** 2
                tell = {"lease": trial["lease"], "state": "complete", "values": {"loss": value}}
                client.success("POST", f"/trials/{trial['number']}/tell", tell)
                note(told=trial["number"], value=value)
            except (Unanswered, AssertionError) as failure:
                failures.append(str(failure))

    threads = [threading.Thread(target=loop, args=[client]) for client in clients]
    watch = threading.Thread(target=replicas.watch, args=[stopped], daemon=True)
    for thread in [watch, *threads]:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"requests sent twice: {sum(client.retries for client in clients)}; failed twice: {len(failures)}")
    for failure in failures[:10]:
        print("  " + failure)
    return not failures


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def require(what, broken):
    """Says how many break a rule; answers whether none does."""
    print(f"{what}: {len(broken)}" + (f", such as {broken[0]}" if broken else ""))
    return not broken


def lost(ledger, trials):
    """Entries of the ledger that the service does not hold as they were acknowledged."""
    return [
        entry
        for entry in ledger
        if ("told" in entry and trials.get(entry["told"], {}).get("values") != {"loss": entry["value"]})
        or ("asked" in entry and trials.get(entry["asked"], {}).get("configuration") != {"x": entry["x"]})
    ]


def audit(options):
    """Whether everything that was acknowledged is there, once."""
    ledger, trials = read(options.ledger), Client(Replicas(options.urls), options.study).trials()
    asked = [entry["asked"] for entry in ledger if "asked" in entry]
    print(f"trials: {len(trials)}, of which {len(ledger) - len(asked)} were told")
    return all(
        [
            require("acknowledged and lost", lost(ledger, trials)),
            require("numbers given twice", [number for number in set(asked) if asked.count(number) > 1]),
            require("missing numbers", sorted(set(range(len(trials))) - set(trials))),
        ]
    )


def restored(options):
    """Whether a restore has brought back what was acknowledged before the dump, and undone what came later."""
    client, ledger = Client(Replicas(options.urls), options.study), read(options.ledger)
    before = [entry for entry in ledger if entry["time"] < options.before]
    trials = client.trials()
    undone = [entry for entry in ledger if "asked" in entry and entry["asked"] not in trials]
    progress = client.success("GET", "")["progress"]["trials"]
    print(f"trials: {len(trials)}; handed out after the dump and undone: {len(undone)}")
    fresh = client.success("POST", "/ask", {"count": min(500, max(10, len(undone) // 2))})["trials"]
    numbers = [trial["number"] for trial in fresh]
    accepted = []
    for entry in undone:
        tell = {"lease": entry["lease"], "state": "complete", "values": {"loss": -1.0}}
        for status, answer in [
            client.call("POST", f"/trials/{entry['asked']}/heartbeat", {"lease": entry["lease"]}),
            client.call("POST", f"/trials/{entry['asked']}/tell", tell),
        ]:
            expected = {409: ("lease-lost", "lease-mismatch"), 404: ("trial-not-found",)}
            if (answer or {}).get("type", "").split("/")[-1] not in expected.get(status, ()):
                accepted.append((status, answer))
    for trial in fresh:
        tell = {"lease": trial["lease"], "state": "complete", "values": {"loss": 1.0}}
        client.success("POST", f"/trials/{trial['number']}/tell", tell)
    return all(
        [
            require("acknowledged before the dump and lost", lost(before, trials)),
            require("nothing was undone, so that this says nothing", [] if undone else [len(ledger)]),
            require("counters that are wrong", [
                (state, count) for state, count in progress.items()
                if count != sum(trial["state"] == state for trial in trials.values())
            ]),
            require("new numbers that do not go on from those there are", sorted(
                set(numbers) ^ set(range(len(trials), len(trials) + len(numbers))))),
            require("leases of undone handouts that were accepted", accepted),
        ]
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("task", choices=["work", "audit", "restored"])
    parser.add_argument("--urls", required=True, type=lambda urls: urls.split(","))
    parser.add_argument("--study", required=True)
    parser.add_argument("--ledger", required=True)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--before", type=float)
    options = parser.parse_args()
    sys.exit(0 if {"work": work, "audit": audit, "restored": restored}[options.task](options) else 1)


if __name__ == "__main__":
    main()
