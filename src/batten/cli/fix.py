"""`batten fix`: mend what was found, as a diff to read or written into the files."""

from __future__ import annotations

import gc
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

import msgspec

from batten.check.result import Result
from batten.check.run import Request, check
from batten.cli import fix_asking, fix_summary
from batten.cli.request import add_jobs, add_rules, add_world, request
from batten.cli.style import wants_colour
from batten.config.load import configuration
from batten.errors import UsageError
from batten.fixes.diff import coloured
from batten.fixes.fix import Plan
from batten.fixes.guide import Guide, upgrader
from batten.fixes.origins import STDIN
from batten.fixes.plan import plan
from batten.fixes.prepare import prepare
from batten.fixes.verify import verdict
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
    """Plan, prepare, then print or write; the exit code."""
    gc.disable()  # as in batten check: the process ends soon
    if args.interactive and STDIN in args.paths:
        raise UsageError("--interactive asks on standard input, which is to be fixed itself")
    stdin = sys.stdin.buffer.read() if STDIN in args.paths else b""
    config = configuration(args.config)
    asked = request(args, config, stdin=lambda: stdin)
    result = check(asked)
    ask = fix_asking.ask if args.interactive else None
    guide = Guide(result.inventory, asked.policy, config.fix, ask) if args.guided else None
    planned = plan(result, upgrader(asked.policy, guided=args.guided), guide)
    if args.interactive:
        planned = fix_asking.choose(result, planned, layout=args.layout)
    return _Run(args, asked, result, planned, stdin).go()


class _Run:
    """A plan, and the way it ends: as a diff, or written."""

    def __init__(
        self, args: Namespace, asked: Request, result: Result, planned: Plan, stdin: bytes
    ) -> None:
        self._args, self._asked, self._result = args, asked, result
        self._plan, self._stdin = planned, stdin
        self._prepared = prepare(
            result, planned, layout=args.layout, stdin=stdin, processes=asked.processes
        )

    def go(self) -> int:
        """The exit code."""
        for error in self._result.errors:
            print(f"batten: {error}", file=sys.stderr)
        writing = self._args.write or self._args.interactive
        code = self._write() if writing else self._print()
        return COULD_NOT if self._result.errors else code

    def _print(self) -> int:
        colour = wants_colour(sys.stdout)
        for change in self._prepared.changes:
            sys.stdout.writelines(coloured(change.diff) if colour else (change.diff,))
        sys.stdout.flush()
        self._tell(fix_summary.to_write(self._prepared, self._args.paths))
        return TO_DO if self._prepared.changes else DONE

    def _write(self) -> int:
        changes = self._prepared.changes
        write([change for change in changes if change.name != STDIN])
        fixed = next((c.data for c in changes if c.name == STDIN), self._stdin)
        if STDIN in self._args.paths:
            sys.stdout.flush()
            sys.stdout.buffer.write(fixed)
        if not changes:
            self._tell(fix_summary.nothing())
            return DONE
        again = msgspec.structs.replace(self._asked, stdin=lambda: fixed)
        after = check(again)
        verdict_ = verdict(self._result.findings, after.findings, self._prepared.made)
        self._tell(fix_summary.written(self._prepared, verdict_, after))
        return DONE if verdict_.good and not after.errors else TO_DO

    def _tell(self, lines: Iterator[str]) -> None:
        """What was done and what is left; beside a diff or a stream, on standard error."""
        beside = not (self._args.write or self._args.interactive) or STDIN in self._args.paths
        stream = sys.stderr if beside else sys.stdout
        left = fix_summary.left(self._plan, self._prepared, self._result, self._args.verbose)
        stream.writelines(f"{line}\n" for line in (*lines, *left))
