#!/usr/bin/env python3
"""A language model with OpenAI's interface that knows the load driver's space, proposes at random and takes its time.

Usage: slow_model.py SECONDS PORT-FILE     listens on 127.0.0.1 and writes its port to the file
"""

import http.server
import json
import random
import sys
import time

SECONDS = float(sys.argv[1])
PROPOSALS = 8


def configuration():
    return {
        "lr": 10 ** random.uniform(-5, -1),
        "decay": 10 ** random.uniform(-8, -2),
        "momentum": random.uniform(0, 0.99),
        "dropout": random.randrange(10) / 10,
        "width": random.randint(8, 512),
        "depth": random.randint(1, 12),
        "batch": random.choice([16, 32, 64, 128]),
        "solver": random.choice(["adam", "sgd", "rmsprop", "lion"]),
    }


class Model(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        time.sleep(SECONDS)
        proposals = [{"reason": "a guess", "configuration": configuration()} for _ in range(PROPOSALS)]
        body = json.dumps({
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "slow",
            "choices": [{
                "index": 0, "finish_reason": "stop",
                "message": {"role": "assistant", "content": json.dumps({"proposals": proposals})},
            }],
            "usage": {"prompt_tokens": 1000, "completion_tokens": 500, "total_tokens": 1500},
        }).encode()
        try:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except ConnectionError:
            pass  # The service has ended meanwhile.

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Model)
with open(sys.argv[2], "w") as file:
    file.write(str(server.server_port))
server.serve_forever()
