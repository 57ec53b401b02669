"""What a team decides for itself: the settings rules ask for. Defaults are sound for production.

Contested checks are settings here rather than opinions in code. `batten.yaml` fills this
(key `policy:`), in camelCase: `cpuLimits: required`.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from batten.model.versions import NEWEST, Version


class Production(
    msgspec.Struct, rename="camel", forbid_unknown_fields=True, gc=False, kw_only=True
):
    """Which workloads are production, where production shares a cluster with other things.

    A workload is production if any of these says so. Names may hold * and ?.
    """

    namespaces: list[str] = []
    priority_classes: list[str] = msgspec.field(
        default_factory=lambda: ["production*", "prod", "prod-*"]
    )
    labels: dict[str, str] = {}


class Policy(msgspec.Struct, rename="camel", forbid_unknown_fields=True, gc=False, kw_only=True):
    """Settings of the rules.

    :ivar min_replicas: fewer than this many replicas behind a Service are too few.
    :ivar cpu_limits: whether containers must have a CPU limit, must not, or may choose.
    :ivar memory_overcommit: a memory limit above this multiple of the request is reported.
    :ivar ephemeral_storage_limits: "required" reports pods of which nothing bounds what they write
        to the node's disk; "optional" only emptyDirs without a limit.
    :ivar liveness_probes: "required" reports containers without one; "optional" does not.
    :ivar pull_policy: "by-tag": Always for mutable tags only; "always": for all; "ignored".
    :ivar min_uid: user and group ids below this are reported; 0 switches the rule off.
    :ivar default_namespace: "forbidden": objects that say `namespace: default` are reported;
        "required-explicit": those that say no namespace too; "allowed".
    :ivar allowed_registries: image prefixes, with * and ?; empty: all are allowed.
    :ivar required_labels: keys that every workload must carry.
    :ivar image_digests: whether images must be pinned by digest.
    :ivar ndots: "external-names" reports pods that show external host names and look them up with
        the default `ndots:5`; "required": all pods without an ndots option; "ignored": none.
    :ivar served_metrics: names of External, Pods and Object metrics that an adapter of the cluster
        is known to serve, with * and ?.
    :ivar node_autoscaler: which one adds and removes nodes: pods are asked for what holds nodes for
        it; "unknown": for what holds them for any.
    :ivar service_delay_seconds: how long endpoints and load balancers take to forget a pod:
        the least preStop delay of a pod behind a Service.
    :ivar drain_seconds: how long an application takes to finish its requests after SIGTERM.
    :ivar rollout_timeout_seconds: the `--timeout` given to `kubectl rollout status` or
        `batten rollout`; None: unknown.
    :ivar production: which workloads are production.
    :ivar kubernetes_version: the version the manifests are meant for.
    """

    min_replicas: int = 2
    cpu_limits: Literal["ignored", "required", "forbidden"] = "ignored"
    memory_overcommit: float = 2.0
    ephemeral_storage_limits: Literal["required", "optional"] = "optional"
    liveness_probes: Literal["required", "optional"] = "optional"
    pull_policy: Literal["by-tag", "always", "ignored"] = "by-tag"
    min_uid: int = 0
    default_namespace: Literal["forbidden", "required-explicit", "allowed"] = "forbidden"
    allowed_registries: list[str] = []
    required_labels: list[str] = []
    image_digests: Literal["required", "optional"] = "optional"
    ndots: Literal["external-names", "required", "ignored"] = "external-names"
    served_metrics: list[str] = []
    node_autoscaler: Literal["unknown", "cluster-autoscaler", "karpenter", "none"] = "unknown"
    service_delay_seconds: int = 5
    drain_seconds: int = 5
    rollout_timeout_seconds: int | None = None
    production: Production = msgspec.field(default_factory=Production)
    kubernetes_version: Version = NEWEST
