"""One application and its pods: containers, probes, resources, environment, volumes."""

from __future__ import annotations

import dataclasses
import functools
import random
from typing import Any, TypeAlias

Object: TypeAlias = dict[str, Any]
"""A Kubernetes object, or a part of one, as JSON has it."""


def words(text: str) -> list[str]:
    """Return the words of `text`: a long list that still reads well."""
    return text.split()


_REGISTRY = "registry.example.com"
_PUBLIC_IMAGES = ("nginx", "redis:7", "envoyproxy/envoy:v1.31.2", "fluent/fluent-bit:latest")
_SETTINGS = words(
    "LOG_LEVEL HTTP_TIMEOUT_SECONDS MAX_CONNECTIONS CACHE_TTL FEATURE_NEW_FLOW REGION TRACE_RATIO "
    "QUEUE_NAME BATCH_SIZE RETRY_LIMIT METRICS_PREFIX TIMEZONE LOCALE WORKER_COUNT POOL_SIZE "
    "GRPC_KEEPALIVE SENTRY_ENVIRONMENT KAFKA_TOPIC KAFKA_GROUP CORS_ORIGINS"
)
_VALUES = words(
    "info debug 30 200 300 true false eu-west-1 0.05 orders-v2 100 5 Europe/Berlin en_US 8 1e3 "
    "production https://www.example.com kafka-0.kafka:9092 5m 0x1F 22:22"
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class App:
    """One application, and how well its team protected it."""

    name: str
    namespace: str
    labels: dict[str, str]
    selector: dict[str, str]
    kind: str
    protection: float
    """How likely each protection is there, from 0 (naive) to 1 (ready)."""
    port: int
    rng: random.Random

    def protected(self) -> bool:
        """Draw whether this team thought of one more protection."""
        return self.rng.random() < self.protection

    def neglected(self) -> bool:
        """Draw whether something outdated or careless was left: at most one in ten."""
        return self.rng.random() < (1 - self.protection) * 0.1

    @functools.cached_property
    def replicas(self) -> int:
        """How many pods run."""
        return self.rng.choice((2, 3, 3, 5)) if self.protected() else self.rng.choice((1, 1, 2))

    @functools.cached_property
    def serves(self) -> bool:
        """Whether a Service stands before the pods."""
        return self.rng.random() < 0.48

    @functools.cached_property
    def own_account(self) -> bool:
        """Whether the pods run under an account of their own."""
        return self.rng.random() < 0.08 + self.protection * 0.4

    @functools.cached_property
    def has_secret(self) -> bool:
        """Whether a Secret is part of the manifests (most are made elsewhere)."""
        return self.rng.random() < 0.08

    @functools.cached_property
    def configs(self) -> dict[str, Object]:
        """The data of the application's ConfigMaps, by their names."""
        configs = {}
        if self.rng.random() < 0.2:
            configs[f"{self.name}-config"] = _settings(self.rng, self.rng.randint(5, 20))
        if self.rng.random() < 0.12:
            configs[f"{self.name}-files"] = {
                "application.yaml": _lines(self.rng, "{}: {}", 80),
                "logback.properties": _lines(self.rng, "{}={}", 40),
            }
        return configs


def pod_spec(app: App) -> Object:
    """Draw the pods of an application."""
    rng = app.rng
    spec: Object = {}
    if app.own_account:
        spec["serviceAccountName"] = app.name
    if app.protected():
        spec["automountServiceAccountToken"] = False
    if app.kind in ("Job", "CronJob"):
        spec["restartPolicy"] = rng.choice(("Never", "OnFailure"))
    if app.protected():
        spec["securityContext"] = {"runAsNonRoot": True, "runAsUser": 10001, "fsGroup": 10001}
        spec["securityContext"]["seccompProfile"] = {"type": "RuntimeDefault"}
    if rng.random() < 0.2:
        spec["terminationGracePeriodSeconds"] = rng.choice((5, 30, 60, 120))
    if rng.random() < 0.2:
        spec["imagePullSecrets"] = [{"name": "registry"}]
    if app.replicas > 1 and app.protected():
        spec |= _spread(app)
    if rng.random() < 0.12:
        spec["initContainers"] = [_helper(app, "migrate", ["./migrate", "--wait", "up"])]
    spec["containers"] = [_main_container(app), *_sidecars(app)]
    volumes = _volumes(app)
    if volumes:
        spec["volumes"] = volumes
    return spec


def _spread(app: App) -> Object:
    selector = {"matchLabels": dict(app.selector)}
    if app.rng.random() < 0.4:
        term = {"labelSelector": selector, "topologyKey": "kubernetes.io/hostname"}
        wish = {"weight": 100, "podAffinityTerm": term}
        return {
            "affinity": {
                "podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [wish]}
            }
        }
    constraint = {
        "maxSkew": 1,
        "topologyKey": "topology.kubernetes.io/zone",
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": selector,
    }
    return {"topologySpreadConstraints": [constraint]}


def _main_container(app: App) -> Object:
    rng = app.rng
    container: Object = {"name": rng.choice(("app", "main", app.name)), "image": _image(app)}
    if rng.random() < 0.3:
        container["imagePullPolicy"] = rng.choice(("Always", "IfNotPresent"))
    if rng.random() < 0.25:
        container["args"] = ["serve", "--listen", f"0.0.0.0:{app.port}", "--verbose"]
    container["env"] = _environment(app)
    settings = [name for name in app.configs if name.endswith("-config")]
    if settings:
        container["envFrom"] = [{"configMapRef": {"name": name}} for name in settings]
    if app.kind not in ("Job", "CronJob"):
        container["ports"] = [
            {"name": "http", "containerPort": app.port},
            {"name": "metrics", "containerPort": app.port + 1},
        ]
        container |= _probes(app)
    container |= _limits(app)
    mounts = [{"name": "tmp", "mountPath": "/tmp"}]
    mounts += [
        {"name": "files", "mountPath": "/etc/app"} for name in app.configs if "files" in name
    ]
    container["volumeMounts"] = mounts
    if app.kind == "StatefulSet":
        mounts.append({"name": "data", "mountPath": "/var/lib/data"})
    return container


def _image(app: App) -> str:
    name = f"{_REGISTRY}/{app.namespace.split('-')[0]}/{app.name}"
    if app.neglected():
        return name
    if app.neglected():
        return f"{name}:latest"
    rng = app.rng
    return f"{name}:{rng.randint(0, 9)}.{rng.randint(0, 40)}.{rng.randint(0, 20)}"


def _environment(app: App) -> list[Object]:
    rng = app.rng
    entries: list[Object] = [
        {"name": name, "value": rng.choice(_VALUES)}
        for name in rng.sample(_SETTINGS, rng.randint(4, 16))
    ]
    if rng.random() < 0.5:
        reference: Object = {"name": app.name, "key": "password"}
        entries.append({"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": reference}})
    if rng.random() < 0.3:
        field = {"fieldRef": {"fieldPath": "metadata.name"}}
        entries.append({"name": "POD_NAME", "valueFrom": field})
    return entries


def _probes(app: App) -> Object:
    probes: Object = {}
    action = {"httpGet": {"path": "/healthz", "port": "http"}}
    if app.protected():
        probes["readinessProbe"] = {**action, "periodSeconds": 5, "failureThreshold": 3}
    if app.protected():
        probes["livenessProbe"] = {**action, "periodSeconds": 10, "initialDelaySeconds": 20}
    if probes and app.protected():
        probes["startupProbe"] = {**action, "periodSeconds": 3, "failureThreshold": 40}
    if app.protected():
        probes["lifecycle"] = {"preStop": {"exec": {"command": ["sleep", "5"]}}}
    return probes


def _limits(app: App) -> Object:
    rng = app.rng
    limits: Object = {}
    if app.protected() or rng.random() < 0.3:
        memory = f"{rng.choice((64, 128, 256, 512))}Mi"
        limits["resources"] = {
            "requests": {"cpu": rng.choice(("50m", "100m", "500m", 1)), "memory": memory},
            "limits": {"memory": memory},
        }
    if app.protected():
        limits["securityContext"] = {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
    elif app.neglected():
        limits["securityContext"] = {"privileged": True}
    return limits


def _helper(app: App, name: str, command: list[str]) -> Object:
    return {"name": name, "image": _image(app), "command": command, **_limits(app)}


def _sidecars(app: App) -> list[Object]:
    if app.rng.random() >= 0.2:
        return []
    image = app.rng.choice(_PUBLIC_IMAGES)
    script = "set -e\n# reload on change\nwhile true; do\n  sleep 60\n  kill -HUP 1\ndone\n"
    return [{"name": "sidecar", "image": image, "command": ["sh", "-c", script], **_limits(app)}]


def _volumes(app: App) -> list[Object]:
    volumes: list[Object] = [{"name": "tmp", "emptyDir": {}}]
    volumes += [
        {"name": "files", "configMap": {"name": name}} for name in app.configs if "files" in name
    ]
    if app.kind == "DaemonSet":
        volumes.append({"name": "log", "hostPath": {"path": "/var/log", "type": "Directory"}})
    return volumes


def _settings(rng: random.Random, count: int) -> Object:
    return {name: rng.choice(_VALUES) for name in rng.sample(_SETTINGS, count)}


def _lines(rng: random.Random, form: str, count: int) -> str:
    pairs = ((rng.choice(_SETTINGS).lower(), rng.choice(_VALUES)) for _ in range(count))
    return "".join(form.format(key, value) + "\n" for key, value in pairs)
