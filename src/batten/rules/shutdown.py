"""How pods stop: requests are finished before the process is killed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from batten.model.inventory import Inventory
from batten.model.objects.network import Service
from batten.model.objects.pods import LifecycleHandler
from batten.model.versions import Version
from batten.model.workload import Container, PodTemplate, Workload
from batten.rules.finding import Edit, Finding, Fix, Severity, found
from batten.rules.policy import Policy
from batten.rules.rule import Section, rule
from batten.rules.traffic import scraped_only

_SLEEP_HOOK = Version(1, 30)
"""preStop.sleep is on by default since (feature gate PodLifecycleSleepAction)."""
_SLEEP = re.compile(r"(?:^|[\s;&|(/])sleep\s+(\d+(?:\.\d+)?)([smhd]?)(?=$|[\s;&|)])")
_START_SLEEP = re.compile(r"start-sleep\s+(?:-s\w*\s+)?(\d+(?:\.\d+)?)", re.IGNORECASE)
_LOOP = re.compile(r"\b(?:while|until|for)\b")
_GRACE = "terminationGracePeriodSeconds"
_UNIT = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


def slept(command: list[str]) -> float | None:
    """Seconds that a hook's command sleeps; None if that cannot be told.

    `sleep 10`, `sh -c "sleep 10; nginx -s quit"`, `powershell Start-Sleep -Seconds 10`.
    """
    script = " ".join(command)
    if _LOOP.search(script):
        return None
    found = [float(number) * _UNIT[unit] for number, unit in _SLEEP.findall(script)]
    found += [float(number) for number in _START_SLEEP.findall(script)]
    return sum(found) if found else None


def delay(hook: LifecycleHandler) -> float | None:
    """Seconds a preStop hook takes; None if that cannot be told."""
    if hook.sleep:
        return float(hook.sleep.seconds)
    return slept(hook.exec.command) if hook.exec else None


@rule("grace-too-short", Section.UPTIME, Severity.WARNING, fix="safe")
def grace_too_short(workload: Workload, inventory: Inventory, policy: Policy) -> Iterator[Finding]:
    """A pod has the time to leave its Services, finish its requests and stop.

    Why: when a pod is deleted, SIGTERM and the removal from endpoints start at the same moment. For
        some seconds kube-proxy, ingress controllers and load balancers still send requests to a
        process that is closing: each rollout and drain fails a few. A preStop delay keeps it
        serving until they have forgotten it. terminationGracePeriodSeconds (30 by default) covers
        the preStop hook and all that follows; what is not done by then is killed.
    Bad:
        terminationGracePeriodSeconds: 5
        containers: [{name: app}]
    Good:
        terminationGracePeriodSeconds: 45
        containers: [{name: app, lifecycle: {preStop: {sleep: {seconds: 10}}}}]
    Fix: Delay the stop by a preStop sleep, and give the pod time for that and its requests.
    Policy: `serviceDelaySeconds` (least delay; 0: none is asked for), `drainSeconds` (time to
        finish requests after SIGTERM).
    Not: Jobs and bare tasks; pods that only a Service of metrics ports reaches, and StatefulSets
        with headless Services only, whose clients hold connections to members. A hook of unknown
        duration (a script, an HTTP call) is believed. An application that itself goes on serving
        for some seconds after SIGTERM needs no delay: say so with batten.dev/ignore.
    Sources: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
        https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
    """
    if not workload.serves:
        return
    longest = _longest_hook(workload)
    if longest:
        container, wait = longest
        yield from _against_probes(container, wait)
        short = list(_against_grace(container, wait, policy))
        yield from short
        if short:
            return
    services = inventory.services(workload)
    if services:
        yield from _leaves_services(workload, services, policy)


def _longest_hook(workload: Workload) -> tuple[Container, float] | None:
    """The container whose preStop hook takes longest, of those that can be told."""
    longest = None
    for container in workload.containers:
        lifecycle = container.spec.lifecycle
        if lifecycle is None or lifecycle.pre_stop is None or not container.runs_along:
            continue
        wait = delay(lifecycle.pre_stop)
        if wait is not None and (longest is None or wait > longest[1]):
            longest = container, wait
    return longest


def _against_grace(container: Container, wait: float, policy: Policy) -> Iterator[Finding]:
    grace = container.pod.spec.termination_grace_period_seconds
    needs = math.ceil(wait) + policy.drain_seconds
    if needs <= grace:
        return
    hook = f'preStop of "{container.name}"'
    if wait >= grace:
        message = f"{hook} takes {wait:g} s of {grace} s grace: then killed"
    else:
        left = f"{grace - wait:g} of {grace} s"
        message = f"{hook} leaves {left}, requests may take {policy.drain_seconds} s"
    yield _too_little(container.pod, message, needs)


def _too_little(pod: PodTemplate, message: str, needs: int) -> Finding:
    remedy = f"Raise `terminationGracePeriodSeconds` to {needs} or more."
    return found(pod, message, _GRACE, fix=_raised(pod, needs), remedy=remedy)


def _raised(pod: PodTemplate, seconds: int) -> Fix:
    return Fix(safe=True, edits=(Edit("set", (*pod.path, _GRACE), seconds),))


def _against_probes(container: Container, wait: float) -> Iterator[Finding]:
    """A probe's own grace replaces the pod's when it kills; the hook runs within that too."""
    spec = container.spec
    for name, probe in (
        ("livenessProbe", spec.liveness_probe),
        ("startupProbe", spec.startup_probe),
    ):
        grace = probe.termination_grace_period_seconds if probe else None
        if grace is not None and wait >= grace:
            yield found(
                container,
                f"{name} kills within {grace} s, preStop alone takes {wait:g} s",
                name,
                _GRACE,
                severity=Severity.INFO,
                remedy="Raise the probe's grace above the hook's time, or leave it out.",
            )


def _leaves_services(
    workload: Workload, services: Sequence[Service], policy: Policy
) -> Iterator[Finding]:
    wanted = policy.service_delay_seconds
    reached = [service for service in services if not scraped_only(service)]
    if workload.kind == "StatefulSet":
        reached = [service for service in reached if not service.headless]
    if not reached:
        return
    pod = workload.pod
    grace = pod.spec.termination_grace_period_seconds
    if grace == 0:
        remedy = "Leave it out (30 s), or give it the time its requests take."
        message = "grace of 0 s: killed in the middle of its requests"
        yield found(pod, message, _GRACE, remedy=remedy)
        return
    for container in _serving(pod, reached):
        lifecycle = container.spec.lifecycle
        hook = lifecycle.pre_stop if lifecycle else None
        wait = delay(hook) if hook else 0.0
        if wait is not None and wait < wanted:
            yield _too_early(container, hook, wait, policy)
        elif hook is None and policy.drain_seconds > grace:
            message = f"requests may take {policy.drain_seconds} s, the grace is {grace} s: cut off"
            yield _too_little(pod, message, policy.drain_seconds)
            return


def _too_early(
    container: Container, hook: LifecycleHandler | None, wait: float, policy: Policy
) -> Finding:
    wanted = policy.service_delay_seconds
    if wait:
        message = f'"{container.name}" waits {wait:g} s before it stops, Services need {wanted} s'
    else:
        message = f'"{container.name}" stops while Services still send it requests'
    edit = _delayed(container, hook, policy)
    fix = None
    if edit:
        needs = wanted + policy.drain_seconds
        short = needs > container.pod.spec.termination_grace_period_seconds
        fix = Fix(safe=True, edits=(edit, *(_raised(container.pod, needs).edits if short else ())))
    return found(container, message, "lifecycle", "preStop", fix=fix)


def _delayed(container: Container, hook: LifecycleHandler | None, policy: Policy) -> Edit | None:
    """The edit that delays the stop; None where only the application's own hook could do it."""
    path = (*container.path, "lifecycle", "preStop")
    wanted = policy.service_delay_seconds
    if hook and hook.sleep:
        return Edit("set", (*path, "sleep", "seconds"), wanted)
    if hook is None and policy.kubernetes_version >= _SLEEP_HOOK:
        return Edit("set", path, {"sleep": {"seconds": wanted}})
    return None


def _serving(pod: PodTemplate, services: Sequence[Service]) -> list[Container]:
    """The main containers that Services reach: by port, else the first."""
    mains = [container for container in pod.containers if container.role == "main"]
    if len(mains) == 1:
        return mains
    targets = {
        port.port if port.target_port is None else port.target_port
        for service in services
        for port in service.spec.ports
    }
    reached = [
        container
        for container in mains
        if any(
            port.container_port in targets or port.name in targets for port in container.spec.ports
        )
    ]
    return reached or mains[:1]
