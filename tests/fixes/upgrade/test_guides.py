"""The manifests of the guides of 2021 that taught production on Kubernetes, as they stood there."""

from __future__ import annotations

from batten.fixes.upgrade import upgrade
from batten.model.versions import NEWEST
from batten.schemas.validation import validate
from tests.fixes.upgrade.documents import made, read

BUDGET = """
apiVersion: policy/v1beta1
kind: PodDisruptionBudget
metadata:
  name: sample-app-pdb
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      app: sample-app
"""
AUTOSCALER = """
apiVersion: autoscaling/v2beta1
kind: HorizontalPodAutoscaler
metadata:
  name: sqs-consumer-scaler
spec:
  scaleTargetRef:
    apiVersion: apps/v1beta1
    kind: Deployment
    name: sqs-consumer
  minReplicas: 1
  maxReplicas: 10
  metrics:
    - type: External
      external:
        metricName: sqs-helloworld-length
        targetAverageValue: 30
"""
PRIORITY = """
apiVersion: scheduling.k8s.io/v1beta1
kind: PriorityClass
metadata:
  name: production
value: 1000000
globalDefault: false
description: "For the services that earn the money"
"""
SPREAD = """
apiVersion: apps/v1beta1
kind: Deployment
metadata:
  name: sample-app
spec:
  replicas: 3
  template:
    metadata:
      labels:
        app: sample-app
    spec:
      priorityClassName: production
      affinity:
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
            - weight: 100
              podAffinityTerm:
                topologyKey: kubernetes.io/hostname
                labelSelector:
                  matchLabels:
                    app: sample-app
      containers:
        - name: sample-app
          image: sample-app:1.0.0
          ports:
            - containerPort: 8080
"""

EDITS: dict[str, dict[str, object]] = {
    BUDGET: {"apiVersion": "policy/v1"},
    AUTOSCALER: {
        "apiVersion": "autoscaling/v2",
        "spec.scaleTargetRef.apiVersion": "apps/v1",
        "spec.metrics.0.external": {
            "metric": {"name": "sqs-helloworld-length"},
            "target": {"type": "AverageValue", "averageValue": 30},
        },
    },
    PRIORITY: {"apiVersion": "scheduling.k8s.io/v1"},
    SPREAD: {
        "apiVersion": "apps/v1",
        "spec.selector": {"matchLabels": {"app": "sample-app"}},
    },
}


def test_they_come_out_valid_with_no_edit_too_many() -> None:
    for text, expected in EDITS.items():
        (document,) = read(text)
        found = upgrade(document, NEWEST)
        assert found is not None
        assert found.safe
        assert {
            ".".join(str(step) for step in edit.path): edit.value for edit in found.edits
        } == expected
        after = made(document, found.edits)
        assert validate(after, NEWEST) == []
        assert upgrade(after, NEWEST) is None
