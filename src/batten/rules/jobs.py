"""Jobs and CronJobs: that they start, end, do not pile up, and are cleaned away."""

from __future__ import annotations

from collections.abc import Iterator

from batten.model import cron, durations
from batten.model.objects.workloads import CronJob, Job
from batten.model.workload import Workload
from batten.rules.finding import Edit, Finding, Fix, Severity, found
from batten.rules.rule import Section, rule

_OFTEN = 15 * 60
"""Seconds. Where runs start more often, one that hangs overnight has dozens for company."""
_LEAST_DEADLINE = 10
"""Seconds, by the documentation of startingDeadlineSeconds."""
_ZONES = ("TZ=", "CRON_TZ=")
_DEADLINE = ("spec", "startingDeadlineSeconds")
_FOREVER = (
    "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Rollout",
)  # fmt: skip
_HOOKS = ("helm.sh/hook", "argocd.argoproj.io/hook")


@rule("cronjob-deadline", Section.UPTIME, Severity.INFO, fix="guided")
def cronjob_deadline(cronjob: CronJob) -> Iterator[Finding]:
    """A CronJob has a valid schedule and says how late a run may still start.

    Why: without `startingDeadlineSeconds` a run that was missed, because the control plane was down
        or the CronJob suspended, starts whenever that ends: the nightly import at noon. Whether
        late is better than never only its owner knows, so this is worth knowing, not more. Below
        10 s runs are skipped for mere delays of the controller (a warning); with 0 none starts, and
        a schedule that is none is refused (critical).
    Bad:
        schedule: "0 2 * * *"
        startingDeadlineSeconds: 5
    Good:
        schedule: "0 2 * * *"
        startingDeadlineSeconds: 3600
    Fix: Set `startingDeadlineSeconds` to how late the run is still of use.
    Not: a deadline longer than the period: only the latest missed run is made up for. The limit of
        100 missed runs, which since Kubernetes 1.21 only leaves an event.
    Sources: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
        pkg/controller/cronjob/utils.go (nextScheduleTime)
        pkg/apis/batch/validation/validation.go (validateScheduleFormat)
    """
    yield from _unscheduled(cronjob)
    deadline = cronjob.spec.starting_deadline_seconds
    if deadline is None:
        if not cronjob.spec.suspend:
            yield found(cronjob, "a missed run starts at any later time, however late", *_DEADLINE)
    elif deadline <= 0:
        message = f"with a deadline of {deadline} s every run is too late to start"
        yield found(cronjob, message, *_DEADLINE, severity=Severity.CRITICAL)
    elif deadline < _LEAST_DEADLINE:
        yield found(
            cronjob,
            f"a run that the controller starts {deadline} s late is skipped",
            *_DEADLINE,
            severity=Severity.WARNING,
            fix=Fix(safe=True, edits=(Edit("set", _DEADLINE, _LEAST_DEADLINE),)),
        )


def _unscheduled(cronjob: CronJob) -> Iterator[Finding]:
    schedule = cronjob.spec.schedule
    if schedule.startswith(_ZONES):
        zone, _, rest = schedule.partition("=")[2].partition(" ")
        edits = (
            Edit("set", ("spec", "schedule"), rest.strip()),
            Edit("set", ("spec", "timeZone"), zone),
        )
        yield found(
            cronjob,
            "a time zone in the schedule: the API server refuses it",
            "spec",
            "schedule",
            severity=Severity.CRITICAL,
            remedy="Write the time zone into `timeZone`.",
            fix=None if cronjob.spec.time_zone else Fix(safe=True, edits=edits),
        )
    elif _period(schedule) is None:
        yield found(
            cronjob,
            f'"{schedule}" is no schedule: the API server refuses it',
            "spec",
            "schedule",
            severity=Severity.CRITICAL,
            remedy="Write minute, hour, day of month, month and day of week, or `@daily`.",
        )


def _period(schedule: str) -> int | None:
    if schedule.startswith(_ZONES):
        schedule = schedule.partition(" ")[2]
    try:
        return cron.shortest_period(schedule)
    except ValueError:
        return None


@rule("cronjob-concurrency", Section.UPTIME, Severity.WARNING, fix="guided")
def cronjob_concurrency(cronjob: CronJob) -> Iterator[Finding]:
    """The runs of a CronJob do not pile up.

    Why: `concurrencyPolicy: Allow`, the default, starts each run whether or not the one before has
        ended. When a dependency hangs, a CronJob of every five minutes has 12 runs an hour waiting,
        each with its memory and connections, until the node or the database gives in.
    Bad:
        schedule: "*/5 * * * *"
    Good:
        schedule: "*/5 * * * *"
        concurrencyPolicy: Forbid
        jobTemplate:
          spec:
            activeDeadlineSeconds: 240
    Fix: Set `concurrencyPolicy: Forbid`, or an `activeDeadlineSeconds` shorter than the period.
    Not: runs that end by a deadline before the next starts. Without a deadline, CronJobs that run
        no more often than every 15 minutes.
    Sources: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy
    """
    spec = cronjob.spec
    if spec.concurrency_policy != "Allow" or spec.suspend:
        return
    period = _period(spec.schedule)
    if period is None:
        return
    job = spec.job_template.spec
    ends = [job.active_deadline_seconds, job.template.spec.active_deadline_seconds]
    deadline = min((end for end in ends if end is not None), default=None)
    every = durations.written(period)
    if deadline is None:
        if period <= _OFTEN:
            message = f"a run that hangs piles up: another starts every {every}"
            yield found(cronjob, message, "spec", "concurrencyPolicy")
    elif deadline > period:
        lasts = durations.written(deadline)
        message = f"runs may last {lasts} but another starts every {every}: they pile up"
        yield found(cronjob, message, "spec", "concurrencyPolicy")


@rule("job-restart-policy", Section.UPTIME, Severity.CRITICAL, fix="safe")
def job_restart_policy(workload: Workload) -> Iterator[Finding]:
    """The restart policy of a pod is one its controller accepts.

    Why: the API server refuses a Job or CronJob whose pods restart `Always`, which is also the
        default; and any Deployment, StatefulSet, DaemonSet or ReplicaSet whose pods do not.
    Bad:
        kind: Job
        spec:
          template:
            spec:
              containers: [...]
    Good:
        kind: Job
        spec:
          template:
            spec:
              restartPolicy: Never
              containers: [...]
    Fix: Set `restartPolicy: Never`, which keeps failed pods and their logs, or `OnFailure`. For a
        workload that runs for ever remove the field.
    Not: bare Pods, which may choose. Kinds declared in the configuration.
    Sources: pkg/apis/batch/validation/validation.go (validateJobTemplateSpec)
        pkg/apis/apps/validation/validation.go (ValidatePodTemplateSpecForReplicaSet)
    """
    policy = workload.pod.spec.restart_policy
    if workload.job:
        if policy not in ("OnFailure", "Never"):
            yield _refused(workload, policy, "Never", "OnFailure or Never")
    elif policy != "Always":
        if workload.kind in _FOREVER:
            yield _refused(workload, policy, "Always", "Always")
        elif policy not in ("OnFailure", "Never"):
            message = f'no restart policy is called "{policy}": the API server refuses it'
            yield found(workload.pod, message, "restartPolicy")


def _refused(workload: Workload, policy: str, value: str, accepted: str) -> Finding:
    path = (*workload.pod.path, "restartPolicy")
    return found(
        workload,
        f"the API server refuses a {workload.kind}'s pods that restart {policy}",
        *path,
        remedy=f"Set `restartPolicy` to {accepted}.",
        fix=Fix(safe=True, edits=(Edit("set", path, value),)),
    )


@rule("job-ttl", Section.UPTIME, Severity.INFO, fix="guided")
def job_ttl(job: Job) -> Iterator[Finding]:
    """A Job that nobody owns is deleted some time after it has finished.

    Why: a finished Job stays, with its pods and their logs, until somebody deletes it. One does no
        harm; but where every release or request makes a new one (`generateName`, a warning), they
        slow down the API server and fill quotas.
    Bad:
        metadata:
          generateName: import-
        spec: {}
    Good:
        metadata:
          generateName: import-
        spec:
          ttlSecondsAfterFinished: 86400
    Fix: Set `ttlSecondsAfterFinished` to how long you want to read the logs. Not under a GitOps
        tool that keeps the Job applied: it would create, and run, the deleted Job again.
    Not: Jobs of a CronJob, which its history limits delete. Hooks of Helm and Argo CD, which
        delete the Job of the last run. Suspended Jobs.
    Sources: https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/
    """
    meta = job.metadata
    if job.spec.ttl_seconds_after_finished is not None or job.spec.suspend:
        return
    if meta.owner_references or any(hook in meta.annotations for hook in _HOOKS):
        return
    path = ("spec", "ttlSecondsAfterFinished")
    if meta.name:
        yield found(job, "stays for ever once finished", *path)
    else:
        message = "each run leaves a finished Job that stays for ever"
        yield found(job, message, *path, severity=Severity.WARNING)
