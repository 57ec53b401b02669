"""`batten check`: read manifests, judge them, report."""

from __future__ import annotations

import gc
import sys
from argparse import Action, ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from batten import atomic
from batten.check.result import Result
from batten.check.run import check
from batten.cli.output import Output, write
from batten.cli.request import add_jobs, add_rules, add_world, request
from batten.config.load import configuration
from batten.errors import UsageError
from batten.reports import FORMATS, Options
from batten.rules.finding import Severity

CLEAN, FINDINGS, COULD_NOT_READ = 0, 1, 2
_EPILOG = """\
PATH is a file, a folder, a Helm chart, a Kustomize folder, or - for standard input:
  helm template . | batten check -
  kubectl get all -o yaml | batten check -

exit codes:
  0  nothing at or above --fail-on
  1  findings at or above --fail-on
  2  something could not be read, or the command line is wrong
"""


class _Reports(Action):
    """--format and --output in pairs: an output belongs to the format before it."""

    def __call__(
        self,
        parser: ArgumentParser,
        namespace: Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        outputs: list[Output] = getattr(namespace, "outputs", None) or []
        if option_string == "--format":
            outputs = [*outputs, Output(values)]
        elif outputs and not outputs[-1].file:
            outputs = [*outputs[:-1], Output(outputs[-1].format, values)]
        else:
            outputs = [*outputs, Output("text", values)]
        namespace.outputs = outputs


def configure(parser: ArgumentParser) -> None:
    """Add the arguments of `batten check`."""
    parser.epilog = _EPILOG
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help="what to check (default: this folder)")
    add("--format", action=_Reports, choices=sorted(FORMATS), dest="outputs",
        help="how to report (default: text); repeatable", metavar="FORMAT")  # fmt: skip
    add("--output", action=_Reports, dest="outputs", metavar="FILE",
        help="where the --format before it goes (default: standard output)")  # fmt: skip
    add_rules(parser)
    add("--fail-on", choices=["critical", "warning", "info", "never"],
        help="the mildest finding that makes the exit code 1 (default: critical)")  # fmt: skip
    add_world(parser)
    add("--write-baseline", metavar="FILE", help="write all findings there as known, and stop")
    add("--no-suppress", action="store_true", help="count what annotations and files set aside")
    add_jobs(parser)
    add("-v", "--verbose", action="store_true", help="show everything, suppressed findings too")


def run(args: Namespace) -> int:
    """Check and report; the exit code."""
    gc.disable()  # nothing made here is a cycle worth finding before the process ends
    config = configuration(args.config)
    # A baseline that is to be written does not hide what belongs in it.
    known = not args.write_baseline
    asked = request(args, config, suppress=not args.no_suppress, baseline=known)
    result = check(asked)
    if args.write_baseline:
        return _write_baseline(result, args.write_baseline)
    limit = _limit(args.fail_on or config.fail_on)
    options = Options(verbose=args.verbose, fail_on=limit, processes=asked.processes)
    write(result, args.outputs or [Output("text")], options)
    return exit_code(result, limit)


def _limit(fail_on: str) -> Severity | None:
    return None if fail_on == "never" else Severity[fail_on.upper()]


def _write_baseline(result: Result, file: str) -> int:
    """Only of inputs that could be read: else what they hide would be new the day they can be."""
    from batten.check.baseline import baseline_of

    for error in result.errors:
        print(f"batten: {error}", file=sys.stderr)
    if result.errors:
        raise UsageError(f"{file} is not written: not everything could be read")
    atomic.write(Path(file), "".join(baseline_of(result.findings)).encode())
    findings = "finding is" if len(result.findings) == 1 else "findings are"
    print(f"{len(result.findings)} {findings} known now: batten check --baseline {file}")
    return CLEAN


def exit_code(result: Result, limit: Severity | None) -> int:
    """2 if anything could not be read, 1 if anything is as bad as the limit, else 0."""
    if result.errors:
        return COULD_NOT_READ
    if limit is None:
        return CLEAN
    worst = max((finding.severity or Severity.INFO for finding in result.findings), default=0)
    return FINDINGS if worst >= limit else CLEAN
