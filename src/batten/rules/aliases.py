"""What other tools call the same checks, so that their suppression annotations are honoured.

Read from the tools' own sources in November 2026: kube-score 06dedc9, kube-linter 35de568,
Polaris c0e23a23, Popeye 5d07838, kubeaudit 7e8696a, kubescape's regolibrary ce7ef32a,
checkov 3.3.30, trivy-checks 80e53822, kyverno/policies b9c4317c, gatekeeper-library 5c441fb6,
Datree 0c3b63e6. Several ids of theirs may be one of Batten's, and the other way round.
"""

from __future__ import annotations

import re
from functools import cache

_PEERS = {
    "KS": "kube-score",
    "KL": "kube-linter",
    "PO": "polaris",
    "PP": "popeye",
    "KA": "kubeaudit",
    "KU": "kubescape",
    "CK": "checkov",
    "TR": "trivy",
    "KY": "kyverno",
    "GK": "gatekeeper",
    "DT": "datree",
}

# Batten id → ids of others. Popeye's are codes (POP-206), checkov's numbers of CKV_K8S_n, trivy's
# of KSV-n, kubescape's of C-n.
_KNOWN_AS = {
    # Uptime and stability
    "replicas-min": "KS:deployment-replicas KL:minimum-three-replicas PO:deploymentMissingReplicas"
    " KY:require-deployments-have-multiple-replicas GK:replicalimits",
    "hpa-min-replicas": "KS:horizontalpodautoscaler-replicas KL:hpa-minimum-three-replicas"
    " PO:hpaMinAvailability GK:horizontalpodautoscaler",
    "hpa-max-gt-min": "PO:hpaMaxAvailability GK:horizontalpodautoscaler",
    "hpa-target-missing": "KS:horizontalpodautoscaler-has-target"
    " KL:dangling-horizontalpodautoscaler PP:600 KU:300",
    "hpa-replicas-conflict": "KS:deployment-targeted-by-hpa-does-not-have-replicas-configured",
    "hpa-exceeds-capacity": "PP:602 PP:603 PP:604 PP:605",
    "hpa-duplicate": "KY:prevent-duplicate-hpa KY:prevent-duplicate-vpa",
    "pdb-missing": "KS:deployment-has-poddisruptionbudget KS:statefulset-has-poddisruptionbudget"
    " PO:missingPodDisruptionBudget PP:206 KY:require-pdb KY:create-default-pdb",
    "pdb-no-policy": "KS:poddisruptionbudget-has-policy",
    "pdb-selects-nothing": "PP:900",
    "pdb-multiple": "PP:209",
    "pdb-blocks-eviction": "KL:pdb-max-unavailable KL:pdb-min-available PO:pdbDisruptionsIsZero"
    " PP:901 GK:poddisruptionbudget KY:deployment-replicas-higher-than-pdb"
    " KY:require-replicas-allow-disruption",
    "pdb-gt-hpa-min": "PO:pdbMinAvailableGreaterThanHPAMinReplicas KL:pdb-min-available",
    "pdb-unhealthy-eviction": "KL:pdb-unhealthy-pod-eviction-policy",
    "pdb-weak": "KY:require-reasonable-pdbs",
    "spread-missing": "KS:deployment-has-host-podantiaffinity"
    " KS:statefulset-has-host-podantiaffinity KL:no-anti-affinity PO:topologySpreadConstraint"
    " KY:spread-pods-across-topology KY:create-pod-antiaffinity DT:EKS_MISSING_KEY_TOPOLOGYKEY",
    "spread-invalid": "KS:pod-topology-spread-constraints KY:topologyspreadconstraints-policy",
    "affinity-unsatisfiable": "DT:EKS_INVALID_VALUE_DONOOTSCHEDULE",
    "strategy-not-rolling": "KS:deployment-strategy KL:no-rolling-update-strategy KU:305",
    "rollout-no-headroom": "KL:no-rolling-update-strategy",
    "readiness-missing": "KS:pod-probes KL:no-readiness-probe PO:readinessProbeMissing PP:102"
    " PP:104 KU:18 CK:9 KY:require-probes GK:requiredprobes",
    "liveness-missing": "KS:pod-probes KL:no-liveness-probe PO:livenessProbeMissing PP:102 PP:103"
    " KU:56 CK:8 KY:require-probes GK:requiredprobes",
    "probes-identical": "KS:pod-probes-identical KY:ensure-probes-different",
    "probe-port-unexposed": "KL:liveness-port KL:readiness-port KL:startup-port",
    "grace-too-short": "DT:CONTAINERS_MISSING_PRESTOP_KEY",
    "image-mutable-tag": "KS:container-image-tag KL:latest-tag PO:tagNotSpecified PP:100 PP:101"
    " KA:image CK:14 TR:13 KY:disallow-latest-tag GK:disallowedtags",
    "image-no-digest": "CK:43 KU:306 KY:require-image-checksum GK:imagedigests",
    "pull-policy": "KS:container-image-pull-policy PO:pullPolicyNotAlways CK:15 KU:75"
    " KY:always-pull-images",
    "naked-pod": "PP:208 KU:73 KY:prevent-bare-pods",
    "priority-class-missing": "KL:priority-class-name PO:priorityClassNotSet"
    " KY:require-pod-priorityclassname",
    "selector-mismatch": "KS:deployment-pod-selector-labels-match-template-metadata-labels"
    " KS:statefulset-pod-selector-labels-match-template-metadata-labels KL:mismatching-selector"
    " PP:508 KU:296",
    "selector-overlap": "KY:require-unique-service-selector GK:uniqueserviceselector",
    "sts-service": "KS:statefulset-has-servicename",
    "service-no-target": "KS:service-targets-pod KL:dangling-service PP:1100 PP:1105 KU:293",
    "service-port-mismatch": "KL:invalid-target-ports PP:1106 KS:container-ports-check",
    "service-single-endpoint": "PP:1109",
    "ingress-no-target": "KS:ingress-targets-service KL:dangling-ingress PP:1401 PP:1402 KU:298"
    " KU:302",
    "netpol-no-target": "KS:networkpolicy-targets-pod KL:dangling-networkpolicy"
    " KL:dangling-networkpolicypeer-podselector PP:1200 PP:1201 PP:1202 PP:1206 PP:1207 PP:1208"
    " KU:299",
    "netpol-breaks-dns": "KY:add-networkpolicy-dns",
    "servicemonitor-no-target": "KL:dangling-servicemonitor",
    "ref-missing": "KL:env-value-from KL:non-existent-service-account PP:304 PP:305 PP:307 PP:407"
    " PP:507 PP:1300 KU:307",
    "rwo-multi-replica": "KY:enforce-readwriteonce-pod",
    "cronjob-deadline": "KS:cronjob-has-deadline",
    "cronjob-concurrency": "DT:CRONJOB_MISSING_CONCURRENCYPOLICY_KEY",
    "job-restart-policy": "KS:cronjob-restartpolicy KL:restart-policy",
    "job-ttl": "KL:job-ttl-seconds-after-finished KY:add-ttl-jobs",
    "api-deprecated": "KS:stable-version KL:no-extensions-v1beta PP:403 KA:deprecatedapis TR:107"
    " KY:check-deprecated-apis GK:verifydeprecatedapi",
    "api-removed": "KS:stable-version KL:no-extensions-v1beta PP:403 KA:deprecatedapis TR:107"
    " KY:check-deprecated-apis GK:verifydeprecatedapi",
    "schema-invalid": "KL:schema-validation",
    "env-duplicate": "KS:environment-variable-key-duplication KL:duplicate-env-var KU:295",
    "label-invalid": "KS:label-values",
    "label-recommended": "PO:metadataAndInstanceMismatched KL:required-label-owner"
    " KL:required-annotation-email KU:76 KU:77 GK:requiredlabels",
    "pod-unhealthy": "PP:200 PP:201 PP:202 PP:203 PP:204 PP:205 PP:207 PP:501 PP:1120",
    "volume-unhealthy": "PP:1000 PP:1001 PP:1002 PP:1003 PP:1004",
    "node-unhealthy": "PP:700 PP:701 PP:702 PP:703 PP:704 PP:705 PP:706 PP:707 PP:708 PP:709"
    " PP:710 PP:711 PP:712",
    "emptydir-blocks-scale": "KY:add-safe-to-evict",
    # Performance and scalability
    "cpu-request-missing": "KS:container-resources KL:unset-cpu-requirements PO:cpuRequestsMissing"
    " PP:106 KU:268 CK:10 TR:15 KY:require-requests-limits",
    "cpu-limit-policy": "KS:container-resources KL:unset-cpu-requirements PO:cpuLimitsMissing"
    " PP:106 PP:107 KA:limits KU:270 CK:11 TR:11 KY:require-cpu-limits KY:forbid-cpu-limits",
    "memory-request-missing": "KS:container-resources KL:unset-memory-requirements"
    " PO:memoryRequestsMissing PP:106 KU:269 CK:12 TR:16 KY:require-requests-limits",
    "memory-limit-missing": "KS:container-resources KL:unset-memory-requirements"
    " PO:memoryLimitsMissing PP:106 PP:107 KA:limits KU:271 CK:13 TR:18"
    " KY:require-requests-limits",
    "memory-request-ne-limit": "KS:container-memory-requests-equal-limits"
    " KS:container-resource-requests-equal-limits KY:memory-requests-equal-limits",
    "ephemeral-storage": "KS:container-ephemeral-storage-request-and-limit"
    " KS:container-ephemeral-storage-request-equals-limit GK:ephemeralstoragelimit"
    " KY:add-emptydir-sizelimit",
    "resources-misfit": "PP:109 PP:110 PP:111 PP:112 PP:503 PP:504 PP:505 PP:506",
    "quota-missing": "TR:39 TR:40 KY:add-ns-quota",
    "ndots": "KL:dnsconfig-options KY:add-ndots",
    "traffic-policy": "PP:1107 PP:1108",
    # Security
    "privileged": "KS:container-security-context-privileged KL:privileged-container"
    " PO:runAsPrivileged KA:privileged KU:57 CK:16 TR:17 KY:disallow-privileged-containers",
    "privilege-escalation": "KL:privilege-escalation-container PO:privilegeEscalationAllowed"
    " KA:privesc KU:16 CK:20 TR:1 KY:disallow-privilege-escalation",
    "run-as-root": "KL:run-as-non-root PO:runAsRootAllowed PP:302 PP:306 KA:nonroot KU:13 CK:23"
    " TR:12 KY:require-run-as-nonroot KY:require-run-as-non-root-user",
    "low-uid-gid": "KS:container-security-context-user-group-id CK:40 TR:20 TR:21",
    "root-fs-writable": "KS:container-security-context-readonlyrootfilesystem"
    " KL:no-read-only-root-fs PO:notReadOnlyRootFilesystem KA:rootfs KU:17 CK:22 TR:14"
    " KY:require-ro-rootfs",
    "caps-dangerous": "PO:dangerousCapabilities PO:insecureCapabilities KA:capabilities KU:46"
    " CK:25 CK:39 TR:5 TR:22 KY:disallow-capabilities",
    "caps-not-dropped": "KL:drop-net-raw-capability PO:insecureCapabilities KA:capabilities CK:28"
    " CK:37 TR:3 TR:106 KY:require-drop-all KY:disallow-capabilities-strict",
    "seccomp-missing": "KS:container-seccomp-profile PO:linuxHardening KA:seccomp KU:55 CK:31"
    " TR:30 KY:restrict-seccomp KY:restrict-seccomp-strict",
    "apparmor-selinux": "PO:linuxHardening KA:apparmor TR:2 TR:25 KY:restrict-apparmor-profiles"
    " KY:disallow-selinux",
    "host-namespaces": "KL:host-network KL:host-pid KL:host-ipc PO:hostNetworkSet PO:hostPIDSet"
    " PO:hostIPCSet KA:hostns KU:38 KU:41 CK:17 CK:18 CK:19 TR:8 TR:9 TR:10"
    " KY:disallow-host-namespaces",
    "host-port": "PO:hostPortSet KU:44 CK:26 TR:24 KY:disallow-host-ports",
    "host-path": "KL:docker-sock KL:sensitive-host-mounts KL:writable-host-mount PO:hostPathSet"
    " KA:mounts KU:45 KU:48 KU:74 CK:27 TR:6 TR:23 KY:disallow-host-path"
    " KY:disallow-cri-sock-mount",
    "host-process": "PO:hostProcess TR:103 KY:disallow-host-process",
    "proc-mount-sysctl": "KL:unsafe-proc-mount KL:unsafe-sysctls PO:procMount TR:26 TR:27"
    " KY:disallow-proc-mount KY:restrict-sysctls",
    "ports-privileged-ssh": "KL:privileged-ports KL:ssh-port KU:42 TR:117",
    "sa-token-automount": "KL:default-service-account PO:automountServiceAccountToken PP:300"
    " PP:301 PP:303 PP:308 KA:asat KU:34 KU:261 CK:38 CK:41 TR:36 KY:restrict-automount-sa-token",
    "sa-field-deprecated": "KL:deprecated-service-account-field KU:294",
    "secret-in-env": "KL:env-var-secret KL:read-secret-from-env-var PO:sensitiveContainerEnvVar"
    " PO:sensitiveConfigmapContent KU:12 CK:35 TR:109 TR:01010",
    "netpol-missing": "KS:pod-networkpolicy KL:non-isolated-pod PO:missingNetworkPolicy PP:1204"
    " PP:1205 KA:netpols KU:260 KU:30 KY:require-netpol",
    "service-exposed": "KS:service-type KL:exposed-services PP:1103 PP:1104 TR:108"
    " KY:restrict-nodeport",
    "ingress-tls": "PO:tlsSettingsMissing KU:263 KY:require-ingress-https GK:httpsonly",
    "ingress-wildcard": "KY:restrict-ingress-wildcard KY:disallow-empty-ingress-host"
    " GK:block-wildcard-ingress",
    "rbac-cluster-admin": "KL:cluster-admin-role-binding KL:wildcard-in-rules"
    " PO:clusterrolebindingClusterAdmin PO:rolebindingClusterAdminClusterRole"
    " PO:rolebindingClusterAdminRole KU:35 CK:49 TR:44 TR:45 TR:46 TR:111",
    "rbac-exec-secrets": "KL:access-to-create-pods KL:access-to-secrets PO:clusterrolePodExecAttach"
    " PO:clusterrolebindingPodExecAttach PO:rolePodExecAttach"
    " PO:rolebindingClusterRolePodExecAttach PO:rolebindingRolePodExecAttach"
    " KU:2 KU:15 KU:63 KU:65 CK:155 CK:156 CK:157 CK:158"
    " TR:41 TR:42 TR:43 TR:47 TR:48 TR:49 TR:50 TR:51 TR:52 TR:53 TR:54 TR:55 TR:56",
    "registry-not-allowed": "PP:113 KU:1 KU:78 TR:125 KY:restrict-image-registries GK:allowedrepos",
    "namespace-default": "KL:use-namespace KU:61 CK:21 TR:110 KY:disallow-default-namespace",
    "unused-object": "PP:400 PP:401 PP:1000",
}
_NUMBERED = {"PP": "POP-{}", "CK": "CKV_K8S_{}", "TR": "KSV-{:0>4}", "KU": "C-{:0>4}"}
_NUMBERED_PEERS = frozenset(_PEERS[prefix] for prefix in _NUMBERED)
_NUMBER = re.compile(r"\d+$")


def _written(prefix: str, name: str) -> str:
    """A peer's id in full: CK and 16 → CKV_K8S_16."""
    return _NUMBERED.get(prefix, "{}").format(name)


def _by_peer() -> dict[str, dict[str, tuple[str, ...]]]:
    peers: dict[str, dict[str, tuple[str, ...]]] = {peer: {} for peer in _PEERS.values()}
    for rule_id, names in _KNOWN_AS.items():
        for written in names.split():
            prefix, _, name = written.partition(":")
            ids = peers[_PEERS[prefix]]
            peer_id = _written(prefix, name)
            ids[peer_id] = (*ids.get(peer_id, ()), rule_id)
    return peers


PEERS: dict[str, dict[str, tuple[str, ...]]] = _by_peer()
"""Tool → its id → the ids of the rules here that find the same."""


@cache
def _folded(peer: str) -> dict[str, tuple[str, ...]]:
    return {_fold(peer, peer_id): ids for peer_id, ids in PEERS.get(peer, {}).items()}


def _fold(peer: str, peer_id: str) -> str:
    number = _NUMBER.search(peer_id) if peer in _NUMBERED_PEERS else None
    return str(int(number[0])) if number else peer_id.casefold()


def batten_ids(peer: str, peer_id: str) -> tuple[str, ...]:
    """The rules that a peer's id stands for; none if it is unknown.

    Takes ids in any case of letters, and numbered ones in any of their forms: KSV013, AVD-KSV-0013
    and KSV-0013 are one.
    """
    return _folded(peer).get(_fold(peer, peer_id), ())


def also_known_as(rule_id: str) -> list[str]:
    """What others call a rule, for its page: `kube-score: deployment-replicas`."""
    names = (written.partition(":") for written in _KNOWN_AS.get(rule_id, "").split())
    return [f"{_PEERS[prefix]}: {_written(prefix, name)}" for prefix, _, name in names]
