"""Probes: readiness as somebody gives it, and time to start and to be slow."""

from __future__ import annotations

import math

import msgspec

from batten.fixes.guided.case import Case, called, drop, guided, put
from batten.model.objects.pods import Exec, Grpc, HttpGet, Probe
from batten.model.workload import Container
from batten.rules.finding import Edit, Fix
from batten.rules.probe_settings import SHORT_START
from batten.rules.probes import budget

_LIVE = "livenessProbe"
_START = "startupProbe"
_FAILURES = "failureThreshold"
_DEFAULT_FAILURES = 3
"""pkg/apis/core/v1/defaults.go (SetDefaults_Probe)."""
_PROBES = (_LIVE, "readinessProbe", _START)


def ready(case: Case) -> Fix:
    """A readiness probe."""
    container = case.container
    text = f'How does "{container.name}" in {case.object.title} say that it can serve?'
    probe = case.ask("readinessProbes", called(container), text, form="mapping")
    return guided(put(container.path, "readinessProbe", value=probe))


def told_apart(case: Case) -> Fix:
    """A liveness probe that waits longer than the readiness probe."""
    return guided(_slower(case, times=3))


def patient(case: Case) -> Fix:
    """Time to start, and to be slow once."""
    container = case.container
    if container.role == "init":
        return guided(*_without_probes(container))
    *_, field = case.path
    if field == "timeoutSeconds":
        probe = _probe(container, str(case.path[-2]))
        return guided(put(case.path, value=probe.period_seconds or 10))
    if field == _FAILURES:
        return guided(*_forgiving(case, container))
    if _short(_probe(container, str(field))):
        return guided(_longer_start(case, container))
    return guided(_slower(case, times=2))


def _without_probes(container: Container) -> list[Edit]:
    """The API server refuses them in init containers: they never did anything."""
    spec = container.spec
    written = (spec.liveness_probe, spec.readiness_probe, spec.startup_probe)
    fields = [field for field, probe in zip(_PROBES, written, strict=True) if probe is not None]
    return [drop(container.path, field) for field in fields]


def _forgiving(case: Case, container: Container) -> list[Edit]:
    """Three failures, and a startup probe where these still leave too little time to start."""
    live = _probe(container, _LIVE)
    failures = max(_DEFAULT_FAILURES, _needed_for_readiness(container, live))
    edits = [put(container.path, _LIVE, _FAILURES, value=failures)]
    raised = msgspec.structs.replace(live, failure_threshold=failures)
    if container.spec.startup_probe is None and _short(raised):
        edits.append(_longer_start(case, container))
    return edits


def _needed_for_readiness(container: Container, live: Probe) -> int:
    """Failures until it may fail, not before the readiness probe has."""
    ready = container.spec.readiness_probe
    return math.ceil(budget(ready) / (live.period_seconds or 10)) if ready else 0


def _short(probe: Probe) -> bool:
    return budget(probe) + probe.initial_delay_seconds < SHORT_START


def _longer_start(case: Case, container: Container) -> Edit:
    text = f'How many seconds may "{container.name}" in {case.object.title} take to start?'
    seconds = case.ask("startupSeconds", called(container), text, form="number")
    if seconds < SHORT_START:
        case.refuse(f"{seconds} s are too short for a start on a busy node")
    start = container.spec.startup_probe
    probe = start or _probe(container, _LIVE)
    period = probe.period_seconds or 10
    failures = math.ceil(seconds / period)
    if start is not None:
        return put(container.path, _START, _FAILURES, value=failures)
    value = {**_handler(case, probe), "periodSeconds": period, _FAILURES: failures}
    return put(container.path, _START, value=value)


def _slower(case: Case, *, times: int) -> Edit:
    container = case.container
    live, ready = _probe(container, _LIVE), _probe(container, "readinessProbe")
    period = live.period_seconds or 10
    text = f'How often may the liveness probe of "{container.name}" in {case.object.title} fail?'
    default = math.ceil(times * budget(ready) / period)
    failures = case.ask(
        "livenessFailureThreshold", called(container), text, form="number", default=default
    )
    if failures * period <= budget(ready):
        case.refuse(f"{failures} failures take no longer than the readiness probe's")
    return put(container.path, _LIVE, _FAILURES, value=failures)


def _handler(case: Case, probe: Probe) -> dict[str, object]:
    handler = probe.handler
    if handler is None:
        case.refuse("its probe asks nothing")
    match handler:
        case HttpGet():
            field = "httpGet"
        case Grpc():
            field = "grpc"
        case Exec():
            field = "exec"
        case _:
            field = "tcpSocket"
    asked: dict[str, object] = msgspec.to_builtins(handler)
    path = {"path": asked["path"]} if "path" in asked else {}
    return {field: path | asked}


def _probe(container: Container, field: str) -> Probe:
    spec = container.spec
    written = (spec.liveness_probe, spec.readiness_probe, spec.startup_probe)
    return dict(zip(_PROBES, written, strict=True))[field] or Probe()
