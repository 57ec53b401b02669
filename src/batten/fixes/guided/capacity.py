"""CPU, memory and quotas: only values that somebody gives."""

from __future__ import annotations

from typing import Any, Literal

from batten.fixes.guided.case import Case, called, drop, free_name, guided, new, put
from batten.model.quantities import parsed
from batten.rules.finding import Edit, Fix
from batten.rules.resources import exceeds

Side = Literal["requests", "limits"]


def cpu_request(case: Case) -> Fix:
    """A CPU request."""
    return guided(_set(case, "requests", "cpu", _given(case, "requests", "cpu")))


def memory(case: Case) -> Fix:
    """A memory request with its limit."""
    request = _given(case, "requests", "memory")
    limit = _given(case, "limits", "memory", default=request)
    return guided(*_pair(case, "memory", request, limit))


def memory_limit(case: Case) -> Fix:
    """A memory limit."""
    request = case.container.spec.resources.requests.get("memory")
    limit = _given(case, "limits", "memory", default=request)
    _sound(case, request, limit)
    return guided(_set(case, "limits", "memory", limit))


def memory_even(case: Case) -> Fix:
    """Request and limit near each other."""
    written = case.container.spec.resources
    limit = case.answers.find("resources", called(case.container), "limits", "memory")
    limit = written.limits["memory"] if limit is None else limit
    request = _given(case, "requests", "memory", default=limit)
    if exceeds(limit, request, case.policy.memory_overcommit):
        case.refuse(f"a request of {request} is still far below the limit of {limit}")
    return guided(*_pair(case, "memory", request, limit))


def cpu_limit(case: Case) -> Fix:
    """A CPU limit as the policy wants it."""
    container = case.container
    written = container.spec.resources
    if case.policy.cpu_limits == "forbidden" and container.runs_along:
        return guided(*_unlimited(case))
    default = written.requests.get("cpu")
    limit = _given(case, "limits", "cpu", default=default)
    request = case.answers.find("resources", called(container), "requests", "cpu")
    request = default if request is None else request
    return guided(*_pair(case, "cpu", request, limit))


def _unlimited(case: Case) -> list[Edit]:
    """Without its limit, but with the request that it was."""
    written = case.container.spec.resources
    path = (*case.container.path, "resources", "limits")
    edits = [drop(path) if len(written.limits) == 1 else drop(path, "cpu")]
    if "cpu" not in written.requests:
        edits.append(_set(case, "requests", "cpu", written.limits["cpu"]))
    return edits


def quota(case: Case) -> Fix:
    """A ResourceQuota for the namespace."""
    name = case.object.name
    text = f"What may namespace {name} take? ({{requests.cpu: ..., requests.memory: ...}})"
    hard = case.ask("quotas", name, text, form="mapping")
    free = free_name(case.inventory, "ResourceQuota", name, name)
    return guided(creates=[new("v1", "ResourceQuota", name, free, spec={"hard": dict(hard)})])


def _given(case: Case, side: Side, resource: str, default: Any = None) -> Any:
    container = case.container
    what = f"{side.removesuffix('s')} of {resource}"
    text = f'What is the {what} of "{container.name}" in {case.object.title}?'
    value = case.ask("resources", called(container), text, side, resource, default=default)
    if parsed(value) is None:
        case.refuse(f'"{value}" is no quantity such as 250m or 512Mi')
    return value


def _pair(case: Case, resource: str, request: Any, limit: Any) -> list[Edit]:
    """The edits of both, where they differ from what is written."""
    _sound(case, request, limit)
    written = case.container.spec.resources
    edits = []
    if request is not None and written.requests.get(resource) != request:
        edits.append(_set(case, "requests", resource, request))
    if written.limits.get(resource) != limit:
        edits.append(_set(case, "limits", resource, limit))
    return edits


def _sound(case: Case, request: Any, limit: Any) -> None:
    if request is not None and exceeds(request, limit):
        case.refuse(f"a request of {request} is above the limit of {limit}: it would be refused")


def _set(case: Case, side: Side, resource: str, value: Any) -> Edit:
    return put(case.container.path, "resources", side, resource, value=value)
