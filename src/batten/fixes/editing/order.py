"""Where people expect a new key among those of its mapping.

The order is that of the Kubernetes API reference and of the manifests in its documentation.
"""

from __future__ import annotations

from collections.abc import Mapping

from batten.model.source import Path


def _ranks(keys: str) -> Mapping[str, int]:
    return {key: rank for rank, key in enumerate(keys.split())}


_NONE: Mapping[str, int] = {}
_OBJECT = _ranks("apiVersion kind metadata spec data stringData rules subjects roleRef status")
_METADATA = _ranks("name generateName namespace labels annotations ownerReferences finalizers")
_SPEC = _ranks(
    "schedule timeZone startingDeadlineSeconds concurrencyPolicy suspend"
    " successfulJobsHistoryLimit failedJobsHistoryLimit jobTemplate"
    " parallelism completions backoffLimit activeDeadlineSeconds ttlSecondsAfterFinished"
    " scaleTargetRef minReplicas maxReplicas metrics behavior"
    " minAvailable maxUnavailable unhealthyPodEvictionPolicy"
    " serviceName replicas minReadySeconds progressDeadlineSeconds revisionHistoryLimit"
    " strategy updateStrategy podManagementPolicy selector template volumeClaimTemplates"
    " restartPolicy serviceAccountName automountServiceAccountToken priorityClassName"
    " terminationGracePeriodSeconds enableServiceLinks dnsPolicy securityContext nodeSelector"
    " affinity topologySpreadConstraints tolerations initContainers containers volumes"
)
_CONTAINER = _ranks(
    "name image imagePullPolicy command args workingDir ports envFrom env resources"
    " startupProbe livenessProbe readinessProbe lifecycle securityContext volumeMounts"
    " terminationMessagePath terminationMessagePolicy"
)
_BY_PARENT = {"metadata": _METADATA, "spec": _SPEC}
_CONTAINERS = frozenset(("containers", "initContainers", "ephemeralContainers"))


def ranks(path: Path) -> Mapping[str, int]:
    """The ranks of the keys of the mapping at the path; empty where any order will do."""
    if not path:
        return _OBJECT
    last = path[-1]
    if isinstance(last, str):
        return _BY_PARENT.get(last, _NONE)
    parent = path[-2] if len(path) > 1 else ""
    if parent == "items":
        return _OBJECT
    return _CONTAINER if parent in _CONTAINERS else _NONE
