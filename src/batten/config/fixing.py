"""What `fix:` of batten.yaml may say: values that no manifest tells, and consents.

Most keys map objects to values. An object is written `namespace/name`, or only `name` where the
manifest names no namespace; a container `namespace/name/container`. `*` and `?` stand for anything;
an exact name goes before a pattern, of patterns the first that fits holds.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

IntOrString = int | str


class Budgets(msgspec.Struct, rename="camel", forbid_unknown_fields=True, kw_only=True):
    """PodDisruptionBudgets that are written.

    :ivar max_unavailable: how many pods may go at once, a number or a percentage. A StatefulSet,
        and what it would leave with less than half of its pods, gets 1.
    """

    max_unavailable: IntOrString = 1


class Rollouts(msgspec.Struct, rename="camel", forbid_unknown_fields=True, kw_only=True):
    """How new versions reach the pods; only what a workload does not say itself is written.

    :ivar max_surge: pods above the number of replicas.
    :ivar max_unavailable: pods that may be missing.
    :ivar min_ready_seconds: how long a new pod must stay ready before it counts.
    :ivar progress_deadline_seconds: a rollout without progress for so long has failed.
    :ivar revision_history_limit: old versions that are kept.
    """

    max_surge: IntOrString | None = None
    max_unavailable: IntOrString | None = None
    min_ready_seconds: int | None = None
    progress_deadline_seconds: int | None = None
    revision_history_limit: int | None = None


class Fixing(msgspec.Struct, rename="camel", forbid_unknown_fields=True, kw_only=True):
    """What guided fixes need to know.

    :ivar consent: rules whose fixes may change what an application can do, and are still wanted;
        `*` for all.
    :ivar pdb: PodDisruptionBudgets that are written.
    :ivar rollout: how new versions reach the pods.
    :ivar anti_affinity: keep the replicas of a workload apart by a preferred or required
        podAntiAffinity, instead of topologySpreadConstraints.
    :ivar priority_class: the PriorityClass of production.
    :ivar priority_classes: the values of PriorityClasses to create, by name.
    :ivar priority_class_names: the PriorityClass of other workloads.
    :ivar replicas: of workloads.
    :ivar min_replicas: of autoscalers.
    :ivar max_replicas: of autoscalers.
    :ivar resources: requests and limits of containers.
    :ivar empty_dirs: the sizeLimit of emptyDirs, each written `namespace/name/volume`.
    :ivar quotas: what a new ResourceQuota of a namespace allows.
    :ivar images: the image to run, by the one that is written.
    :ivar run_as_user: the user ids of containers, or of all containers of an image.
    :ivar capabilities: what containers need once they drop all.
    :ivar writable_paths: where containers write besides /tmp.
    :ivar readiness_probes: of containers, as in a manifest.
    :ivar startup_seconds: the longest start of containers that is accepted.
    :ivar liveness_failure_threshold: of containers.
    :ivar starting_deadline_seconds: how late a run of CronJobs is still of use.
    :ivar ttl_seconds_after_finished: how long finished Jobs stay.
    :ivar labels: of workloads.
    :ivar ingress_tls: the Secrets with the certificates of Ingresses.
    :ivar secret_keys: where the credentials are kept that variables hold now: `secret/key`, by
        variable, written `namespace/name/container/VARIABLE`.
    :ivar egress: whether new default-deny NetworkPolicies also deny what goes out, save DNS and
        pods of the same namespace.
    """

    consent: list[str] = []
    pdb: Budgets = msgspec.field(default_factory=Budgets)
    rollout: Rollouts = msgspec.field(default_factory=Rollouts)
    anti_affinity: Literal["none", "preferred", "required"] = "none"
    priority_class: str = "production"
    priority_classes: dict[str, int] = {}
    priority_class_names: dict[str, str] = {}
    replicas: dict[str, int] = {}
    min_replicas: dict[str, int] = {}
    max_replicas: dict[str, int] = {}
    resources: dict[str, dict[Literal["requests", "limits"], dict[str, IntOrString]]] = {}
    empty_dirs: dict[str, IntOrString] = {}
    quotas: dict[str, dict[str, IntOrString]] = {}
    images: dict[str, str] = {}
    run_as_user: dict[str, int] = {}
    capabilities: dict[str, list[str]] = {}
    writable_paths: dict[str, list[str]] = {}
    readiness_probes: dict[str, dict[str, Any]] = {}
    startup_seconds: dict[str, int] = {}
    liveness_failure_threshold: dict[str, int] = {}
    starting_deadline_seconds: dict[str, int] = {}
    ttl_seconds_after_finished: dict[str, int] = {}
    labels: dict[str, dict[str, str]] = {}
    ingress_tls: dict[str, str] = {}
    secret_keys: dict[str, str] = {}
    egress: Literal["open", "denied"] = "open"
