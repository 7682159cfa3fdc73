"""The command `parley`: programs in any language as objectives, and a look at studies."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from types import FrameType

from parley.cli import look, run
from parley.errors import ParleyError

# How service managers, schedulers and terminals that are closed ask a command to end.
ENDS = [signal.Signals[name] for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; the exit status is 0, 1 where something failed, 2 for wrong arguments, 130 after Ctrl-C."""
    parser = argparse.ArgumentParser(prog="parley", description="Hyperparameter optimization by a Parley service.")
    parser.add_argument("--url", help="the service's address; PARLEY_URL or http://127.0.0.1:8080 if left out")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run.add_to(commands)
    look.add_to(commands)
    # What stands behind -- is the program's, also where it looks like an option of ours.
    given = list(sys.argv[1:] if arguments is None else arguments)
    own, program = (given[: given.index("--")], given[given.index("--") + 1 :]) if "--" in given else (given, [])
    options = parser.parse_args(own)
    options.program = program
    before = {number: signal.getsignal(number) for number in ENDS}
    for number, does in before.items():
        if does != signal.SIG_IGN:  # nohup has SIGHUP ignored
            signal.signal(number, _as_interrupt)
    try:
        return int(options.does(options))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # head, for instance, has seen enough
        sys.stderr.close()
        return 0
    except (ParleyError, OSError) as error:
        print(f"parley: {error}", file=sys.stderr)
        return 1
    finally:
        for number, does in before.items():
            signal.signal(number, does)


def _as_interrupt(signum: int, frame: FrameType | None) -> None:
    """A request to end is obeyed as Ctrl-C is: nothing stays leased. More of them must not interrupt that."""
    for number in ENDS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
