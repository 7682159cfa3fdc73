"""`parley run`: a program is an objective."""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from parley.cli import protocol, template, words
from parley.cli.program import Program
from parley.client import Client
from parley.errors import Failed, LeaseLost, NotFound, ParleyError, Problem, Pruned
from parley.space import parameter
from parley.study import Study
from parley.trial import Trial, TrialRecord


def add_to(commands: Any) -> None:
    """Declares the command."""
    parser = commands.add_parser(
        "run",
        help="evaluate trials by a program",
        description="Evaluates trials of a study by a program, with {placeholders} for the parameters, until so many are done"
        " or the study is completed. The last line it prints is its result: a number, name=value, or a JSON object.",
        usage="parley run --study STUDY [options] -- PROGRAM [ARGUMENT …]",
    )
    parser.add_argument("--study", required=True, help="the study's name; created where there is none")
    space = parser.add_argument_group("if the study is created")
    space.add_argument(
        "--param", action="append", default=[], metavar="NAME=TYPE(…)", help="a parameter: 'lr=float(1e-5, 0.1, log)'"
    )
    space.add_argument("--space", type=Path, metavar="FILE", help="parameters as the API has them: a JSON array")
    space.add_argument("--minimize", action="append", default=[], metavar="NAME", help="an objective")
    space.add_argument("--maximize", action="append", default=[], metavar="NAME", help="an objective")
    space.add_argument("--strategy", help="tpe, gp, random, llm-tpe, …")
    space.add_argument("--pruner", help="its type, or its settings as JSON")
    space.add_argument("--limit", type=int, metavar="N", help="how many trials the study is to have, whoever evaluates them")
    parser.add_argument("--trials", type=int, metavar="N", help="how many trials this command evaluates")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="how many run at once (1)")
    parser.add_argument("--timeout", type=float, metavar="SECONDS", help="begins no more trials after so long")
    parser.add_argument("--trial-timeout", type=float, metavar="SECONDS", help="a program that runs longer has failed")
    parser.add_argument("--result", metavar="FILE", help="where the program writes its result; may hold {trial}")
    parser.add_argument("--worker", metavar="NAME", help="a name that no other running command has, to go on after a restart")
    parser.add_argument("--failures", type=int, default=5, metavar="N", help="ends after so many failed in a row (5)")
    parser.add_argument("--grace", type=float, default=10, metavar="SECONDS", help="from SIGTERM to SIGKILL (10)")
    parser.add_argument("--quiet", action="store_true", help="does not pass on what the programs print")
    parser.set_defaults(does=run)


def run(options: argparse.Namespace) -> int:
    """Runs the command."""
    if not options.program:
        raise ParleyError("say which program to run, behind --: parley run --study STUDY … -- python train.py --lr {lr}")
    if options.workers < 1 or (options.trials is not None and options.trials < 0):
        raise ParleyError("--workers must be positive, and --trials must not be negative")
    if options.failures < 1:
        raise ParleyError("--failures must be positive: after so many failed trials in a row the command ends")
    if options.workers > 1 and options.result and "{trial}" not in options.result:
        raise ParleyError("--result must hold {trial}, since several programs run at once")
    program = options.program[0]
    if "{" not in program and shutil.which(program) is None:
        raise ParleyError(f"there is no program {program!r}")
    study = _study(Client(options.url), options)
    template.check(options.program, [p.name for p in study.space])
    return Runner(study, options).run()


def _study(client: Client, options: argparse.Namespace) -> Study:
    """The study of the name; created, or compared, where parameters are given."""
    space: list[Any] = [words.parameter(text) for text in options.param]
    if options.space is not None:
        try:
            listed = json.loads(options.space.read_text())
        except ValueError as error:
            raise ParleyError(f"{options.space} is no JSON: {error}") from None
        listed = listed["space"] if isinstance(listed, dict) and "space" in listed else listed
        if not isinstance(listed, list):
            raise ParleyError(f"{options.space} must hold a JSON array of parameters")
        space = [*map(parameter, listed), *space]
    if not space:
        try:
            study = client.load_study(options.study)
            wanted = dict.fromkeys(options.minimize, "minimize") | dict.fromkeys(options.maximize, "maximize")
            if wanted and wanted != study.objectives:
                has = ", ".join(f"{direction} {name}" for name, direction in study.objectives.items())
                raise ParleyError(f"the study {study.name} has other objectives: {has}")
            return study
        except NotFound:
            raise ParleyError(
                f"there is no study {options.study!r} yet: declare its parameters by --param or --space"
            ) from None
    return client.create_study(
        options.study,
        space,
        minimize=options.minimize,
        maximize=options.maximize,
        strategy=options.strategy,
        pruner=_pruner(options.pruner),
        limits={"trials": options.limit} if options.limit else None,
    )


def _pruner(given: str | None) -> Any:
    if given is None or not given.lstrip().startswith("{"):
        return given
    try:
        return json.loads(given)
    except ValueError as error:
        raise ParleyError(f"--pruner {given!r} is no JSON: {error}") from None


class Runner:
    """Evaluates trials by a program."""

    def __init__(self, study: Study, options: argparse.Namespace) -> None:
        self._study = study
        self._options = options
        self._objectives = list(study.objectives)
        self._done = 0
        self._failed_in_a_row = 0
        self._programs: set[Program] = set()
        self._lock = threading.Lock()
        self._ended = False

    def run(self) -> int:
        options = self._options
        try:
            self._study.optimize(
                self._evaluate,
                options.trials,
                workers=options.workers,
                timeout=options.timeout,
                catch=(OSError, Problem),  # a refused result: the next may be taken
                callbacks=[self._tell],
                progress=False,
                worker=options.worker,
            )
        finally:
            self._end_all()
        if self._failed_in_a_row >= options.failures:
            print(f"parley: {self._failed_in_a_row} trials in a row have failed", file=sys.stderr)
            return 1
        return 0

    def _evaluate(self, trial: Trial) -> dict[str, float]:
        with tempfile.TemporaryDirectory(prefix="parley-") as scratch:
            file = Path(scratch) / "result"
            if self._options.result:
                file = Path(self._options.result.replace("{trial}", str(trial.number))).absolute()
                file.parent.mkdir(parents=True, exist_ok=True)
                file.unlink(missing_ok=True)
            last = self._watch(trial, file)
            written = file.read_text(errors="replace") if file.exists() else ""
        said = written.strip() or last
        if not said:
            raise Failed("the program printed no result")
        result = protocol.result(said, self._objectives)
        for name, value in result.constraints.items():
            trial.set_constraint(name, value)
        for name, attribute in result.attributes.items():
            trial.set_attribute(name, attribute)
        return result.values

    def _watch(self, trial: Trial, file: Path) -> str:
        """Runs the program to its end; its last line."""
        program = self._start(trial, file)
        last = ""
        try:
            for line in program.lines():
                self._look_after(trial, program)
                mark = None if line is None else protocol.marked(line)
                if mark is not None:
                    self._report(trial, mark)
                    if trial.should_prune():
                        raise Pruned
                elif line is not None and line.strip():
                    last = line
            status = program.status()
        finally:
            program.end(self._options.grace)
            with self._lock:
                self._programs.discard(program)
        if status != 0:
            how = f"signal {-status}" if status < 0 else f"status {status}"
            raise Failed(f"the program ended with {how}\n{program.errors}".strip())
        return last

    def _report(self, trial: Trial, mark: str) -> None:
        step = protocol.step(mark, self._objectives)
        try:
            trial.report(step.values, step.step)
        except Problem as refused:
            raise Failed(f"the report {mark!r} was refused: {refused}") from None

    def _start(self, trial: Trial, file: Path) -> Program:
        known = {"trial": trial.number, "study": self._study.name, "result": str(file)}
        variables = {template.variable(name): template.word(value) for name, value in trial.params.items()}
        variables |= {
            "PARLEY_TRIAL": str(trial.number),
            "PARLEY_STUDY": self._study.name,
            "PARLEY_URL": self._study.client.url,
            "PARLEY_RESULT": str(file),
        }
        arguments = template.filled(self._options.program, {**trial.params, **known})
        with self._lock:
            if self._ended:
                raise LeaseLost("the command is ending")
            program = Program(arguments, variables, trial.number, self._options.quiet)
            self._programs.add(program)
        return program

    def _look_after(self, trial: Trial, program: Program) -> None:
        if trial.lost:
            raise LeaseLost(f"trial {trial.number} was taken back")
        limit = self._options.trial_timeout
        if limit is not None and program.seconds > limit:
            raise Failed(f"the program ran longer than {limit:g} s\n{program.errors}".strip())

    def _end_all(self) -> None:
        """Ends what still runs, all at once; after Ctrl-C the threads that watched it do not come to that."""
        with self._lock:
            self._ended = True
            programs = list(self._programs)
        threads = [threading.Thread(target=program.end, args=(self._options.grace,)) for program in programs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _tell(self, study: Study, record: TrialRecord) -> None:
        """A line for people about a trial that has ended."""
        self._done += 1
        self._failed_in_a_row = self._failed_in_a_row + 1 if record.state == "failed" else 0
        if self._failed_in_a_row >= self._options.failures:
            study.stop()
        told = ", ".join(f"{name} {value:.6g}" for name, value in record.values.items())
        reason = (record.reason or "").splitlines()
        text = f"trial {record.number}: {record.state}" + (f", {told}" if told else "") + (f" ({reason[0]})" if reason else "")
        with contextlib.suppress(OSError):
            print(text, flush=True)
