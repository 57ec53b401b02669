"""The time a rollout is given, against the time its pods need."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from batten.model.objects.pods import Probe
from batten.model.objects.workloads import Deployment, Rollout, StatefulSet
from batten.model.workload import Container, Workload
from batten.rules.finding import Edit, Finding, Fix, Severity, found
from batten.rules.policy import Policy
from batten.rules.rule import Section, rule

_FIELD = ("spec", "progressDeadlineSeconds")
DEFAULT_DEADLINE = 600
"""progressDeadlineSeconds (pkg/apis/apps/v1/defaults.go; Argo: utils/defaults)."""
_NONE = 2**31 - 1
"""What Kubernetes reads as "no deadline" (deploymentutil.HasProgressDeadline)."""


class Start(msgspec.Struct, frozen=True, gc=False):
    """Seconds a container takes from its start until it is ready.

    :ivar least: what its probes' delays alone take.
    :ivar most: what its startup probe grants it at most, before the kubelet kills it.
    """

    least: int
    most: int


def start_of(container: Container) -> Start:
    """How long the container's probes let its start take; delays count from the start of both."""
    startup, readiness = container.spec.startup_probe, container.spec.readiness_probe
    delay = startup.initial_delay_seconds if startup else 0
    granted = delay + startup.failure_threshold * startup.period_seconds if startup else 0
    if readiness is None:
        return Start(delay, granted)
    repeats = _repeats(readiness)
    wait = readiness.initial_delay_seconds
    return Start(max(delay, wait) + repeats, max(granted, wait) + repeats)


def _repeats(probe: Probe) -> int:
    return max(0, probe.success_threshold - 1) * probe.period_seconds


def start_of_pod(workload: Workload) -> Start:
    """The slowest of the containers that run along."""
    least = most = 0
    for container in workload.containers:
        spec = container.spec
        if (spec.startup_probe or spec.readiness_probe) and container.runs_along:
            start = start_of(container)
            least, most = max(least, start.least), max(most, start.most)
    return Start(least, most)


@rule("rollout-no-deadline", Section.UPTIME, Severity.WARNING, fix="safe")
def rollout_no_deadline(workload: Workload, policy: Policy) -> Iterator[Finding]:
    """A rollout's deadline is longer than a good start takes, and shorter than the pipeline waits.

    Why: `progressDeadlineSeconds` (600 by default) is how long a rollout may go without progress
        before Kubernetes calls it failed; progress is a pod made, ready or gone. Shorter than what
        the startup probe grants (initialDelaySeconds + failureThreshold x periodSeconds) plus
        minReadySeconds, it fails rollouts that are merely slow, and tools that undo failed rollouts
        undo good ones. Longer than the pipeline's `kubectl rollout status --timeout`, the pipeline
        only ever says "timed out", never why. 2147483647 means no deadline at all.
    Bad:
        spec:
          progressDeadlineSeconds: 60
          template:
            spec:
              containers:
              - startupProbe: {failureThreshold: 30, periodSeconds: 10}
    Good:
        spec:
          progressDeadlineSeconds: 360
    Fix: Set `progressDeadlineSeconds` above the longest good start, below the pipeline's timeout.
    Policy: `rolloutTimeoutSeconds`
    Not: an absent deadline, since the default of 600 s holds; kinds without one (StatefulSet,
        DaemonSet), except that a StatefulSet's pods, one after the other, are put to
        `rolloutTimeoutSeconds`; the time that image pulls, init containers and the application
        take.
    Sources: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#progress-deadline-seconds
        https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/apps/validation/validation.go
    """
    obj = workload.object
    if not isinstance(obj, Deployment | Rollout | StatefulSet):
        return
    ready = obj.spec.min_ready_seconds
    if isinstance(obj, StatefulSet):
        if policy.rollout_timeout_seconds:
            yield from _one_by_one(workload, ready, policy.rollout_timeout_seconds)
    elif workload.replicas != 0:
        written = obj.spec.progress_deadline_seconds
        yield from _deadline(
            workload, DEFAULT_DEADLINE if written is None else written, ready, policy
        )


def _deadline(workload: Workload, deadline: int, ready: int, policy: Policy) -> Iterator[Finding]:
    if deadline == _NONE:
        yield found(workload, "no deadline: a failed rollout is never called failed", *_FIELD)
    elif ready >= deadline:
        message = f"minReadySeconds {ready} is not below the deadline {deadline}: it is refused"
        yield found(workload, message, "spec", "minReadySeconds", severity=Severity.CRITICAL)
    else:
        yield from _against_start(workload, deadline, ready, policy.rollout_timeout_seconds)


def _against_start(
    workload: Workload, deadline: int, ready: int, timeout: int | None
) -> Iterator[Finding]:
    """The deadline against what a start takes, and against how long the pipeline waits."""
    start = start_of_pod(workload)
    least, longest = start.least + ready, start.most + ready
    severity: Severity | None = None
    better: int | None = longest + _margin(longest)
    if least >= deadline:
        severity = Severity.CRITICAL
        message = f"no pod is available before {least} s, the deadline is {deadline} s"
    elif longest >= deadline:
        message = f"a start may take {longest} s, the rollout is called failed at {deadline} s"
    elif timeout and timeout < deadline:
        message = f"the pipeline gives up after {timeout} s, the rollout fails after {deadline} s"
        better = timeout if timeout > longest else None
    else:
        return
    fix = _set(better) if better else None
    yield found(workload, message, *_FIELD, severity=severity, fix=fix)


def _margin(seconds: int) -> int:
    """Room for scheduling and image pulls, which count against the deadline too."""
    return max(60, seconds // 4)


def _set(deadline: int) -> Fix:
    return Fix(safe=True, edits=(Edit("set", _FIELD, deadline),))


def _one_by_one(workload: Workload, ready: int, timeout: int) -> Iterator[Finding]:
    """A StatefulSet replaces a pod once the one before is available."""
    each = start_of_pod(workload).least + ready
    if each * workload.desired >= timeout:
        yield found(
            workload,
            f"{workload.desired} pods of {each} s each, the pipeline gives up after {timeout} s",
            "spec",
            "minReadySeconds",
            remedy="Give `kubectl rollout status` a longer `--timeout` for this StatefulSet.",
        )
