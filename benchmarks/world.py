"""A company's cluster, made up: namespaces, the applications in them, and their objects.

Every namespace is drawn from its own seed, so the first namespaces of a large world are those
of a small one. The applications are related as real ones are: Services select pods, budgets and
autoscalers point at workloads, roles are bound to service accounts. One application is naive,
half ready or ready, and that decides how many of the protections its objects have.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from benchmarks.pods import App, Object, pod_spec, words

_NOUNS = words(
    "account address audit basket billing booking cart catalog checkout claim consent contract "
    "coupon customer delivery discount document export feed fleet fraud gateway geo identity "
    "image import index inventory invoice ledger loyalty mail media menu notification offer order "
    "partner payment price profile promo quote rating recommendation refund report return review "
    "route search session shipping stock subscription tax ticket tracking user voucher wallet"
)
_ROLES = words("api worker web sync proxy consumer backend scheduler stream admin cache writer")
_TEAMS = words("atlas bravo comet delta ember falcon granite harbor iris juniper kestrel lumen")
_DOMAIN = "example.com"


class Team(NamedTuple):
    """What one application's manifests hold, in the order its team wrote them."""

    app: App
    objects: list[Object]


def namespaces(seed: int) -> Iterator[tuple[str, list[Team]]]:
    """Yield namespace after namespace, without an end; the first team's objects open with it."""
    number = 0
    while True:
        rng = random.Random(f"{seed}/{number}")
        team = rng.choice(_TEAMS)
        name = f"{team}-{rng.choice(_NOUNS)}-{number:03d}"
        teams = [_team(name, team, index, rng) for index in range(rng.randint(12, 60))]
        teams[0].objects.insert(0, _namespace(name, team, rng))
        yield name, teams
        number += 1


def _team(namespace: str, team: str, index: int, rng: random.Random) -> Team:
    name = f"{rng.choice(_NOUNS)}-{rng.choice(_ROLES)}"
    name = f"{name}-{index}" if index else name
    app = App(
        name=name,
        namespace=namespace,
        labels=_labels(name, team, rng),
        selector={},
        kind=_pick(rng, _KINDS),
        protection=rng.choice((0.05, 0.05, 0.5, 0.5, 0.95)),
        port=rng.choice((8080, 8080, 3000, 5000, 8000, 9000)),
        rng=rng,
    )
    app.selector.update(dict(list(app.labels.items())[:1]))
    return Team(app, list(_objects(app)))


_KINDS = {"Deployment": 0.80, "StatefulSet": 0.08, "CronJob": 0.07, "DaemonSet": 0.03, "Job": 0.02}


def _pick(rng: random.Random, weights: dict[str, float]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def _labels(name: str, team: str, rng: random.Random) -> dict[str, str]:
    form = rng.randrange(4)
    if form == 0:
        return {"app": name}
    if form == 1:
        return {"app": name, "team": team, "tier": rng.choice(("backend", "frontend", "batch"))}
    labels = {
        "app.kubernetes.io/name": name,
        "app.kubernetes.io/part-of": name.split("-")[0],
        "app.kubernetes.io/version": f"{rng.randint(0, 9)}.{rng.randint(0, 30)}.0",
    }
    if form == 3:
        labels["app.kubernetes.io/managed-by"] = "Helm"
        labels["helm.sh/chart"] = f"service-{rng.randint(1, 9)}.{rng.randint(0, 20)}.0"
    return labels


def _objects(app: App) -> Iterator[Object]:
    rng = app.rng
    if app.own_account:
        yield _object(app, "v1", "ServiceAccount", {"automountServiceAccountToken": False})
        if rng.random() < 0.2:
            yield from _role(app)
    for name, data in app.configs.items():
        yield _object(app, "v1", "ConfigMap", {"data": data}, name=name)
    if app.has_secret:
        yield _object(app, "v1", "Secret", {"type": "Opaque", "data": _secret(rng)})
    if rng.random() < 0.03:
        yield _object(app, "v1", "PersistentVolumeClaim", {"spec": _claim(rng)})
    yield _WORKLOADS[app.kind](app)
    if app.kind in ("Deployment", "StatefulSet"):
        yield from _around_servers(app)
    if rng.random() < 0.02 + app.protection * 0.12:
        yield _network_policy(app)


def _around_servers(app: App) -> Iterator[Object]:
    rng = app.rng
    stateful = app.kind == "StatefulSet"
    if stateful or app.serves:
        yield _service(app, headless=stateful)
    if app.serves and rng.random() < 0.24:
        yield _ingress(app)
    if not stateful and rng.random() < 0.14:
        yield _autoscaler(app)
    if rng.random() < app.protection * 0.26:
        yield _budget(app)


def _object(app: App, version: str, kind: str, body: Object, *, name: str = "") -> Object:
    metadata: Object = {
        "name": name or app.name,
        "namespace": app.namespace,
        "labels": dict(app.labels),
    }
    if app.rng.random() < 0.25:
        metadata["annotations"] = {
            "contact": f"{app.namespace.split('-')[0]}@{_DOMAIN}",
            "docs": f"https://wiki.{_DOMAIN}/services/{app.name}",
        }
    return {"apiVersion": version, "kind": kind, "metadata": metadata, **body}


def _namespace(name: str, team: str, rng: random.Random) -> Object:
    labels = {"team": team, "environment": rng.choice(("production", "production", "staging"))}
    if rng.random() < 0.3:
        labels["pod-security.kubernetes.io/enforce"] = "baseline"
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}


def _template(app: App) -> Object:
    metadata: Object = {"labels": dict(app.labels)}
    if app.rng.random() < 0.4:
        metadata["annotations"] = {
            "prometheus.io/scrape": "true",
            "prometheus.io/port": str(app.port + 1),
        }
    return {"metadata": metadata, "spec": pod_spec(app)}


def _deployment(app: App) -> Object:
    rng = app.rng
    spec: Object = {"replicas": app.replicas}
    if rng.random() < 0.3:
        spec["revisionHistoryLimit"] = rng.choice((2, 3, 10))
    spec["selector"] = {"matchLabels": dict(app.selector)}
    if app.protected():
        spec["strategy"] = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0}}
    elif rng.random() < 0.1:
        spec["strategy"] = {"type": "Recreate"}
    spec["template"] = _template(app)
    return _object(app, "apps/v1", "Deployment", {"spec": spec})


def _stateful_set(app: App) -> Object:
    spec: Object = {
        "serviceName": app.name,
        "replicas": app.replicas,
        "selector": {"matchLabels": dict(app.selector)},
        "template": _template(app),
        "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": _claim(app.rng)}],
    }
    return _object(app, "apps/v1", "StatefulSet", {"spec": spec})


def _daemon_set(app: App) -> Object:
    spec = {"selector": {"matchLabels": dict(app.selector)}, "template": _template(app)}
    return _object(app, "apps/v1", "DaemonSet", {"spec": spec})


def _job_spec(app: App) -> Object:
    spec: Object = {"backoffLimit": app.rng.choice((0, 3, 6)), "template": _template(app)}
    if app.protected():
        spec["ttlSecondsAfterFinished"] = 86400
    return spec


def _job(app: App) -> Object:
    return _object(app, "batch/v1", "Job", {"spec": _job_spec(app)})


def _cron_job(app: App) -> Object:
    rng = app.rng
    spec: Object = {"schedule": f"{rng.randrange(60)} {rng.randrange(24)} * * *"}
    if app.protected():
        spec |= {"concurrencyPolicy": "Forbid", "startingDeadlineSeconds": 600}
    spec["jobTemplate"] = {"spec": _job_spec(app)}
    version = "batch/v1beta1" if app.neglected() else "batch/v1"
    return _object(app, version, "CronJob", {"spec": spec})


_WORKLOADS = {
    "Deployment": _deployment,
    "StatefulSet": _stateful_set,
    "DaemonSet": _daemon_set,
    "Job": _job,
    "CronJob": _cron_job,
}


def _service(app: App, *, headless: bool) -> Object:
    spec: Object = {"clusterIP": "None"} if headless else {"type": _pick(app.rng, _SERVICE_TYPES)}
    spec["selector"] = dict(app.selector)
    spec["ports"] = [
        {"name": "http", "port": 80, "targetPort": "http", "protocol": "TCP"},
        {"name": "metrics", "port": app.port + 1, "targetPort": app.port + 1},
    ]
    return _object(app, "v1", "Service", {"spec": spec})


_SERVICE_TYPES = {"ClusterIP": 0.9, "LoadBalancer": 0.06, "NodePort": 0.04}


def _ingress(app: App) -> Object:
    host = f"{app.name}.{_DOMAIN}"
    backend = {"service": {"name": app.name, "port": {"name": "http"}}}
    paths = [
        {"path": path, "pathType": "Prefix", "backend": backend}
        for path in ("/", "/api", "/static")[: app.rng.randint(1, 3)]
    ]
    spec: Object = {
        "ingressClassName": "nginx",
        "rules": [{"host": host, "http": {"paths": paths}}],
    }
    if app.protected():
        spec["tls"] = [{"hosts": [host], "secretName": f"{app.name}-tls"}]
    return _object(app, "networking.k8s.io/v1", "Ingress", {"spec": spec})


def _autoscaler(app: App) -> Object:
    target = {"apiVersion": "apps/v1", "kind": app.kind, "name": app.name}
    spec: Object = {"scaleTargetRef": target, "minReplicas": app.replicas}
    spec["maxReplicas"] = app.replicas * app.rng.randint(2, 10)
    if app.neglected():
        spec["metrics"] = [
            {"type": "Resource", "resource": {"name": "cpu", "targetAverageUtilization": 80}}
        ]
        return _object(app, "autoscaling/v2beta1", "HorizontalPodAutoscaler", {"spec": spec})
    goal = {"type": "Utilization", "averageUtilization": app.rng.choice((60, 70, 80))}
    spec["metrics"] = [{"type": "Resource", "resource": {"name": "cpu", "target": goal}}]
    return _object(app, "autoscaling/v2", "HorizontalPodAutoscaler", {"spec": spec})


def _budget(app: App) -> Object:
    spec: Object = app.rng.choice(
        ({"maxUnavailable": 1}, {"minAvailable": 1}, {"minAvailable": "50%"})
    )
    spec = spec | {"selector": {"matchLabels": dict(app.selector)}}
    version = "policy/v1beta1" if app.neglected() else "policy/v1"
    return _object(app, version, "PodDisruptionBudget", {"spec": spec})


def _network_policy(app: App) -> Object:
    spec = {
        "podSelector": {"matchLabels": dict(app.selector)},
        "policyTypes": ["Ingress"],
        "ingress": [
            {
                "from": [
                    {"namespaceSelector": {"matchLabels": {"team": app.namespace.split("-")[0]}}},
                    {"podSelector": {}},
                ],
                "ports": [{"port": app.port, "protocol": "TCP"}],
            }
        ],
    }
    return _object(app, "networking.k8s.io/v1", "NetworkPolicy", {"spec": spec})


def _role(app: App) -> Iterator[Object]:
    group = "rbac.authorization.k8s.io"
    verbs = ["*"] if app.neglected() else ["get", "list", "watch"]
    rules = [
        {"apiGroups": [""], "resources": ["configmaps", "endpoints"], "verbs": verbs},
        {"apiGroups": ["coordination.k8s.io"], "resources": ["leases"], "verbs": ["get", "update"]},
    ]
    yield _object(app, f"{group}/v1", "Role", {"rules": rules})
    subject = {"kind": "ServiceAccount", "name": app.name, "namespace": app.namespace}
    reference = {"apiGroup": group, "kind": "Role", "name": app.name}
    binding = {"roleRef": reference, "subjects": [subject]}
    yield _object(app, f"{group}/v1", "RoleBinding", binding)


def _secret(rng: random.Random) -> Object:
    return {key: rng.randbytes(24).hex() + "==" for key in ("password", "token")}


def _claim(rng: random.Random) -> dict[str, Any]:
    return {
        "accessModes": ["ReadWriteOnce"],
        "storageClassName": rng.choice(("gp2", "gp3", "standard-rwo")),
        "resources": {"requests": {"storage": f"{rng.choice((5, 10, 50, 200))}Gi"}},
    }
