"""`batten check`: read manifests, judge them, report."""

from __future__ import annotations

import gc
import os
import sys
from argparse import Action, ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from batten import workers
from batten.check.result import Result
from batten.check.run import Request, check
from batten.check.select import select
from batten.check.suppress import Suppression
from batten.cli.output import Output, write, write_file
from batten.config.load import configuration
from batten.config.model import Config
from batten.errors import UsageError
from batten.model.versions import known
from batten.reports import FORMATS
from batten.rules.finding import Severity
from batten.rules.rule import Rule, Section

if TYPE_CHECKING:
    from batten.check.baseline import Baseline

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
    add("--only", action="append", default=[], metavar="RULE", help="only these rules; repeatable")
    add("--skip", action="append", default=[], metavar="RULE", help="not these rules; repeatable")
    add("--section", action="append", default=[], metavar="SECTION",
        help=f"only {', '.join(section.id for section in Section)}; repeatable")  # fmt: skip
    add("--fail-on", choices=["critical", "warning", "info", "never"],
        help="the mildest finding that makes the exit code 1 (default: critical)")  # fmt: skip
    add("--kubernetes-version", metavar="VERSION",
        help="that the manifests are meant for (default: the newest known)")  # fmt: skip
    add("--nodes", metavar="FILE", default="",
        help="the nodes they will run on, from kubectl get nodes -o yaml")  # fmt: skip
    add("--config", metavar="FILE", help="instead of the batten.yaml found upward from here")
    add("--baseline", metavar="FILE", help="known findings, which do not count")
    add("--write-baseline", metavar="FILE", help="write all findings there as known, and stop")
    add("--no-suppress", action="store_true", help="count what annotations and files set aside")
    add("--jobs", type=int, metavar="N", help="processes to use (default: one a processor)")
    add("-v", "--verbose", action="store_true", help="show everything, suppressed findings too")


def run(args: Namespace) -> int:
    """Check and report; the exit code."""
    gc.disable()  # nothing made here is a cycle worth finding before the process ends
    config = configuration(args.config)
    result = check(_request(args, config))
    if args.write_baseline:
        return _write_baseline(result, args.write_baseline)
    fail_on = args.fail_on or config.fail_on
    write(result, args.outputs or [Output("text")], verbose=args.verbose, fail_on=fail_on)
    return exit_code(result, fail_on)


def _request(args: Namespace, config: Config) -> Request:
    """What to check, by the command line, else by the configuration."""
    policy = config.policy
    if args.kubernetes_version:
        policy.kubernetes_version = _version(args.kubernetes_version)
    only = _ids(args.only)
    rules = select(only, [*_ids(args.skip), *config.off.difference(only)], _ids(args.section))
    return Request(
        targets=args.paths or ["."],
        rules=rules,
        policy=policy,
        nodes=args.nodes or config.nodes,
        declared=config.workloads,
        severities=config.severities,
        suppression=None if args.no_suppress else _suppression(args, config, rules),
        stdin=lambda: sys.stdin.buffer.read(),
        processes=args.jobs or workers.processors(),
    )


def _suppression(args: Namespace, config: Config, rules: Sequence[Rule]) -> Suppression:
    """A baseline that is to be written does not hide what belongs in it."""
    file = "" if args.write_baseline else args.baseline or config.baseline
    return Suppression(
        today=date.today(),
        folder=os.getcwd().replace(os.sep, "/"),
        ignores=config.ignore,
        baseline=_baseline(file) if file else None,
        rules={rule.id for rule in rules},
    )


def _baseline(file: str) -> Baseline:
    from batten.check.baseline import read_baseline

    return read_baseline(file)


def _write_baseline(result: Result, file: str) -> int:
    """Only of inputs that could be read: else what they hide would be new the day they can be."""
    from batten.check.baseline import baseline_of

    for error in result.errors:
        print(f"batten: {error}", file=sys.stderr)
    if result.errors:
        raise UsageError(f"{file} is not written: not everything could be read")
    write_file(Path(file), baseline_of(result.findings))
    findings = "finding is" if len(result.findings) == 1 else "findings are"
    print(f"{len(result.findings)} {findings} known now: batten check --baseline {file}")
    return CLEAN


def exit_code(result: Result, fail_on: str) -> int:
    """2 if anything could not be read, 1 if anything is as bad as `fail_on`, else 0."""
    if result.errors:
        return COULD_NOT_READ
    if fail_on == "never":
        return CLEAN
    limit = Severity[fail_on.upper()]
    worst = max((finding.severity or Severity.INFO for finding in result.findings), default=0)
    return FINDINGS if worst >= limit else CLEAN


def _ids(values: Sequence[str]) -> list[str]:
    """Repeated options, each a comma-separated list."""
    return [name for value in values for name in value.replace(",", " ").split()]


def _version(text: str) -> Any:
    try:
        return known(text)
    except ValueError as error:
        raise UsageError(str(error)) from None
