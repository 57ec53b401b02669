"""What to check, by the command line, else by the configuration: for all commands that check."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from batten import workers
from batten.check.run import Request
from batten.check.select import select
from batten.check.suppress import Suppression
from batten.config.model import Config
from batten.errors import UsageError
from batten.model.versions import known
from batten.rules.rule import Rule, Section

if TYPE_CHECKING:
    from batten.check.baseline import Baseline


def add_rules(parser: ArgumentParser) -> None:
    """The arguments that choose rules."""
    add = parser.add_argument
    add("--only", action="append", default=[], metavar="RULE", help="only these rules; repeatable")
    add("--skip", action="append", default=[], metavar="RULE", help="not these rules; repeatable")
    add("--section", action="append", default=[], metavar="SECTION",
        help=f"only {', '.join(section.id for section in Section)}; repeatable")  # fmt: skip


def add_world(parser: ArgumentParser) -> None:
    """The arguments that say what the manifests are meant for."""
    add = parser.add_argument
    add("--kubernetes-version", metavar="VERSION",
        help="that the manifests are meant for (default: the newest known)")  # fmt: skip
    add("--nodes", metavar="FILE", default="",
        help="the nodes they will run on, from kubectl get nodes -o yaml")  # fmt: skip
    add("--config", metavar="FILE", help="instead of the batten.yaml found upward from here")
    add("--baseline", metavar="FILE", help="known findings, which do not count")


def _count(text: str) -> int:
    """A number from 1 on."""
    number = int(text)
    if number < 1:
        raise ArgumentTypeError(f"expected a number from 1 on, found {number}")
    return number


def add_jobs(parser: ArgumentParser) -> None:
    """The argument for the number of processes."""
    parser.add_argument(
        "--jobs", type=_count, metavar="N", help="processes to use (default: one a processor)"
    )


def request(
    args: Namespace,
    config: Config,
    *,
    suppress: bool = True,
    baseline: bool = True,
    stdin: Callable[[], bytes] = lambda: sys.stdin.buffer.read(),
) -> Request:
    """What the arguments ask for.

    `suppress`: set findings aside at all. `baseline`: set those aside that a baseline knows.
    """
    policy = config.policy
    if args.kubernetes_version:
        policy.kubernetes_version = _version(args.kubernetes_version)
    only = _ids(args.only)
    rules = select(only, [*_ids(args.skip), *config.off.difference(only)], _ids(args.section))
    file = (args.baseline or config.baseline) if baseline else ""
    return Request(
        targets=args.paths or ["."],
        rules=rules,
        policy=policy,
        nodes=args.nodes or config.nodes,
        declared=config.workloads,
        severities=config.severities,
        suppression=_suppression(config, rules, file) if suppress else None,
        stdin=stdin,
        processes=args.jobs or workers.processors(),
    )


def _suppression(config: Config, rules: Sequence[Rule], baseline: str) -> Suppression:
    return Suppression(
        today=date.today(),
        folder=os.getcwd().replace(os.sep, "/"),
        ignores=config.ignore,
        baseline=_baseline(baseline) if baseline else None,
        rules={rule.id for rule in rules},
    )


def _baseline(file: str) -> Baseline:
    from batten.check.baseline import read_baseline

    return read_baseline(file)


def _ids(values: Sequence[str]) -> list[str]:
    """Repeated options, each a comma-separated list."""
    return [name for value in values for name in value.replace(",", " ").split()]


def _version(text: str) -> Any:
    try:
        return known(text)
    except ValueError as error:
        raise UsageError(str(error)) from None
