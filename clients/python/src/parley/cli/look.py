"""Thin commands over the API: what studies there are, and what they came to."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from parley.cli.template import word
from parley.client import Client
from parley.trial import TrialRecord

# How long the answer to an import is waited for, in seconds: a file may hold many studies, and is not sent twice.
IMPORTING = 3600.0


def add_to(commands: Any) -> None:
    """Declares the commands."""
    parser = commands.add_parser("studies", help="list studies")
    parser.add_argument("--state", choices=["active", "paused", "completed"])
    parser.set_defaults(does=studies)

    parser = _of_a_study(commands, "best", "show a study's best trial, or its front", best)
    parser.add_argument("--json", action="store_true", help="as JSON: number, values and configuration")

    parser = _of_a_study(commands, "trials", "list a study's trials", trials)
    parser.add_argument("--state", action="append", help="only trials in this state; may be repeated")

    parser = _of_a_study(commands, "export", "write a study's trials", export)
    parser.add_argument("--format", default="csv", help="csv (the default), jsonl, or another that the service knows")
    parser.add_argument("--output", type=Path, metavar="FILE", help="standard output if left out")

    parser = commands.add_parser("import-optuna", help="take in the studies of a database file of Optuna's")
    parser.add_argument("file", type=Path)
    parser.add_argument("--study", help="only this one, by its name in the file")
    parser.add_argument("--name", help="its name here")
    parser.add_argument("--strategy", help="what goes on with it, such as tpe")
    parser.set_defaults(does=import_optuna)


def _of_a_study(commands: Any, name: str, text: str, does: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text)
    parser.add_argument("study")
    parser.set_defaults(does=does)
    return parser


def studies(options: argparse.Namespace) -> int:
    """`parley studies`"""
    rows = []
    for study in Client(options.url).studies(state=options.state):
        progress = study._document["progress"]
        finished = progress["trials"].get("complete", 0)
        best = progress.get("best")
        rows.append([study.name, study._document["state"], finished, f"{best['value']:.6g}" if best else ""])
    _table(["study", "state", "complete", "best"], rows)
    return 0


def best(options: argparse.Namespace) -> int:
    """`parley best STUDY`"""
    study = Client(options.url).load_study(options.study)
    found = study.best
    for trial in found if isinstance(found, list) else [found]:
        if options.json:
            document = {"number": trial.number, "values": dict(trial.values), "configuration": dict(trial.params)}
            print(json.dumps(document))
        else:
            print(f"trial {trial.number}: {_pairs(trial.values)}")
            for name, value in trial.params.items():
                print(f"  {name} = {word(value)}")
    return 0


def trials(options: argparse.Namespace) -> int:
    """`parley trials STUDY`"""
    study = Client(options.url).load_study(options.study)
    rows = [
        [t.number, t.state, t.origin, _pairs(t.values), _pairs(t.params), _first_line(t)]
        for t in study.iterate(state=options.state)
    ]
    _table(["trial", "state", "origin", "result", "configuration", ""], rows)
    return 0


def export(options: argparse.Namespace) -> int:
    """`parley export STUDY --format FORMAT`"""
    client = Client(options.url)
    body = client.raw("GET", f"/studies/{quote(options.study, safe='')}/export", query={"format": options.format})
    if options.output is not None:
        options.output.write_bytes(body)
    else:
        sys.stdout.buffer.write(body)
        sys.stdout.flush()
    return 0


def import_optuna(options: argparse.Namespace) -> int:
    """`parley import-optuna FILE`"""
    given = {name: getattr(options, name) for name in ("study", "name", "strategy")}
    query = {name: value for name, value in given.items() if value is not None}
    body = options.file.read_bytes()
    answer = Client(options.url, timeout=IMPORTING).raw(
        "POST", "/imports/optuna", body, query=query, headers={"Content-Type": "application/vnd.sqlite3"}
    )
    for study in json.loads(answer)["studies"]:
        print(f"{study['name']}: {study['trials']} trials")
        for remark in study["remarks"]:
            print(f"  {remark}")
    return 0


def _pairs(values: Any) -> str:
    return " ".join(f"{name}={word(value)}" for name, value in values.items())


def _first_line(trial: TrialRecord) -> str:
    return (trial.reason or "").split("\n", 1)[0]


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    lines = [list(map(str, row)) for row in (head, *rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
