"""What the API server and the controllers add to an object between `apply` and `get`.

`kubectl get -o json` hides managedFields since 1.21, so they are left out here as well.
"""

from __future__ import annotations

import json
import random
import uuid

from benchmarks.pods import Object

_BORN = "2026-03-14T09:26:53Z"
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
_POD_DEFAULTS: Object = {
    "dnsPolicy": "ClusterFirst",
    "restartPolicy": "Always",
    "schedulerName": "default-scheduler",
    "securityContext": {},
    "terminationGracePeriodSeconds": 30,
}
_CONTAINER_DEFAULTS: Object = {
    "imagePullPolicy": "IfNotPresent",
    "resources": {},
    "terminationMessagePath": "/dev/termination-log",
    "terminationMessagePolicy": "File",
}
_SERVED_VERSIONS = {
    "autoscaling/v2beta1": "autoscaling/v2",
    "batch/v1beta1": "batch/v1",
    "policy/v1beta1": "policy/v1",
}


def as_served(one: Object, rng: random.Random) -> Object:
    """Return `one` (changed in place) as a cluster would serve it."""
    applied = json.dumps(one, separators=(",", ":"), sort_keys=True)
    metadata = one["metadata"]
    if one["kind"] != "Secret" and rng.random() < 0.4:
        metadata.setdefault("annotations", {})[_LAST_APPLIED] = applied + "\n"
    metadata["creationTimestamp"] = _BORN
    metadata["resourceVersion"] = str(rng.randint(10**6, 10**9))
    metadata["uid"] = str(uuid.UUID(int=rng.getrandbits(128), version=4))
    one["apiVersion"] = _SERVED_VERSIONS.get(one["apiVersion"], one["apiVersion"])
    spec = one.get("spec", {})
    if one["kind"] == "HorizontalPodAutoscaler":
        _upgrade_metrics(spec)
    template = spec.get("jobTemplate", {}).get("spec", spec).get("template")
    if template:
        _fill(template["spec"])
        metadata["generation"] = rng.randint(1, 90)
    if one["kind"] in ("Deployment", "StatefulSet"):
        one["status"] = _status(spec["replicas"], metadata["generation"])
    return one


def _upgrade_metrics(spec: Object) -> None:
    """Rewrite v2beta1 metrics as the API server does when it serves them as v2."""
    for metric in spec["metrics"]:
        resource = metric["resource"]
        percent = resource.pop("targetAverageUtilization", None)
        if percent is not None:
            resource["target"] = {"type": "Utilization", "averageUtilization": percent}


def _fill(pod: Object) -> None:
    pod.update({**_POD_DEFAULTS, **pod})
    for container in pod["containers"] + pod.get("initContainers", []):
        container.update({**_CONTAINER_DEFAULTS, **container})
        for port in container.get("ports", ()):
            port.setdefault("protocol", "TCP")
        for name in ("readinessProbe", "livenessProbe", "startupProbe"):
            if name in container:
                defaults = {"periodSeconds": 10, "successThreshold": 1, "timeoutSeconds": 1}
                container[name] = {**defaults, **container[name]}


def _status(replicas: int, generation: int) -> Object:
    conditions = [
        {
            "lastTransitionTime": _BORN,
            "lastUpdateTime": _BORN,
            "message": message,
            "reason": reason,
            "status": "True",
            "type": kind,
        }
        for kind, reason, message in (
            ("Progressing", "NewReplicaSetAvailable", "ReplicaSet has successfully progressed."),
            ("Available", "MinimumReplicasAvailable", "Deployment has minimum availability."),
        )
    ]
    counts = dict.fromkeys(
        ("availableReplicas", "readyReplicas", "replicas", "updatedReplicas"), replicas
    )
    return {**counts, "conditions": conditions, "observedGeneration": generation}
