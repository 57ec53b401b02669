"""`batten fix`: mend what was found, as a diff to read or written into the files."""

from __future__ import annotations

import gc
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from functools import partial
from typing import TextIO

from batten.check.run import Request
from batten.cli import fix_asking, fix_summary
from batten.cli.request import add_jobs, add_rules, add_world, request
from batten.cli.style import wants_colour
from batten.config.load import configuration
from batten.config.model import Config
from batten.errors import UsageError
from batten.fixes.diff import coloured
from batten.fixes.guide import Guide, upgrader
from batten.fixes.origins import STDIN
from batten.fixes.rewrite import How
from batten.fixes.rounds import Outcome, Way, fix
from batten.fixes.write import write

DONE, TO_DO, COULD_NOT = 0, 1, 2
_EPILOG = """\
PATH is what batten check takes. Without --write nothing is written: a diff is printed.
With --write, standard input comes back fixed on standard output:
  helm template . | batten fix --write - | kubectl apply -f -

exit codes:
  0  nothing to fix, or all fixes are written and did what they should
  1  there are fixes, and only their diff was printed; or, written, one of
     them left its finding or brought a new one
  2  something could not be read or written, or the command line is wrong
"""


def configure(parser: ArgumentParser) -> None:
    """Add the arguments of `batten fix`."""
    parser.epilog = _EPILOG
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help="what to fix (default: this folder)")
    add("--write", action="store_true", help="write the fixes, then check again")
    add("--interactive", action="store_true", help="ask about each fix, then write those wanted")
    add("--guided", action="store_true",
        help="also fixes that need a value or consent: from batten.yaml, or asked for"
        " with --interactive")  # fmt: skip
    add("--layout", choices=["same-file", "own-file"], default="same-file",
        help="where new objects go: after their workload, or a file of their own"
        " (default: same-file)")  # fmt: skip
    add_rules(parser)
    add_world(parser)
    add_jobs(parser)
    add("-v", "--verbose", action="store_true", help="list every finding that is left")


def run(args: Namespace) -> int:
    """Fix in memory, then print or write; the exit code."""
    gc.disable()  # as in batten check: the process ends soon
    if args.interactive and STDIN in args.paths:
        raise UsageError("--interactive asks on standard input, which is to be fixed itself")
    stdin = sys.stdin.buffer.read() if STDIN in args.paths else b""
    config = configuration(args.config)
    asked = request(args, config)
    outcome = fix(asked, _way(args, asked, config), stdin)
    for error in outcome.before.errors:
        print(f"batten: {error}", file=sys.stderr)
    writing = args.write or args.interactive
    code = _write(outcome, args, stdin) if writing else _print(outcome, args)
    return COULD_NOT if outcome.before.errors else code


def _way(args: Namespace, asked: Request, config: Config) -> Way:
    ask = fix_asking.ask if args.interactive else None
    # Who names rules wants their fixes, nothing else.
    all_rules = not (args.only or args.section)
    guide = Guide(asked.policy, config.fix, ask, beyond_rules=all_rules) if args.guided else None
    same_file = args.layout == "same-file"
    return Way(
        upgrade=upgrader(asked.policy, guide),
        guide=guide,
        choose=partial(fix_asking.choose, how=How(same_file)) if args.interactive else None,
        how=How(same_file, diffs=not (args.write or args.interactive)),
    )


def _print(outcome: Outcome, args: Namespace) -> int:
    """The diff on standard output, the rest beside it."""
    colour = wants_colour(sys.stdout)
    for change in outcome.changes:
        sys.stdout.writelines(coloured(change.diff) if colour else (change.diff,))
    sys.stdout.flush()
    _tell(fix_summary.to_write(outcome, verbose=args.verbose), sys.stderr)
    return TO_DO if outcome.changes else DONE


def _write(outcome: Outcome, args: Namespace, stdin: bytes) -> int:
    """The files; standard input goes to standard output, and what is said beside it."""
    write([change for change in outcome.changes if change.name != STDIN])
    stream = sys.stdout
    if STDIN in args.paths:
        stream = sys.stderr
        fixed = (change.data for change in outcome.changes if change.name == STDIN)
        sys.stdout.buffer.write(next(fixed, stdin))
    _tell(fix_summary.written(outcome, verbose=args.verbose), stream)
    return DONE if outcome.verdict.good else TO_DO


def _tell(lines: Iterator[str], stream: TextIO) -> None:
    stream.writelines(f"{line}\n" for line in lines)
