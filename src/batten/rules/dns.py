"""How pods look up names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from batten.model.inventory import Inventory
from batten.model.objects.cluster import ConfigMap
from batten.model.objects.pods import EnvVar
from batten.model.source import Path
from batten.model.workload import Container, PodTemplate
from batten.rules.finding import Finding, Severity, found
from batten.rules.policy import Policy
from batten.rules.rule import Section, rule

_HOST = re.compile(
    r"://(?:[^\s/@]{0,256}@)?((?:[a-z0-9-]+\.){1,4}(?:com|net|org|io))(?=[:/?#\s\"',;]|$)"
)
"""Not `payments.shop` or `orders-0.orders.dev`, where the last part is a namespace."""
_OPTIONS = ("dnsConfig", "options")
_LONGEST = 36
_CLUSTER_DNS = ("ClusterFirst", "ClusterFirstWithHostNet")


@rule("ndots", Section.PERFORMANCE, Severity.INFO, fix="guided")
def ndots(pod: PodTemplate, inventory: Inventory, policy: Policy) -> Iterator[Finding]:
    """A pod that talks to hosts outside the cluster looks their names up directly.

    Why: pods get `ndots:5`, so a name with fewer than five dots is first tried in each search
        domain of the cluster: `sqs.eu-west-1.amazonaws.com` costs eight questions (three domains
        and the name itself, IPv4 and IPv6) instead of two, at every new connection. It is the
        usual reason for an overloaded CoreDNS and for stray delays of five seconds.
    Bad:
        env: [{name: QUEUE_URL, value: "https://sqs.eu-west-1.amazonaws.com/1/mails"}]
    Good:
        dnsConfig:
          options: [{name: ndots, value: "2"}]
    Fix: Set the option ndots to 2 in `dnsConfig`, or end the host's name with a dot. With 2
        `service.namespace` still works; a name of two dots that needs a search domain does not.
    Policy: `ndots`: `external-names` (the default) is the above; `required` asks every pod for the
        option; `ignored` for none.
    Not: pods with the option, with another `dnsPolicy`, on the host's network, or on Windows. Of
        names only those in URLs that end in .com, .net, .org or .io, in variables, arguments and
        the ConfigMap keys that variables name.
    Sources: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
    """
    if policy.ndots == "ignored" or not _searches(pod):
        return
    if policy.ndots == "required":
        yield found(pod, "no ndots option: every outside name is looked up eight times", *_OPTIONS)
        return
    for container in pod.containers:
        if container.role == "ephemeral":
            continue
        for path, text in _texts(container, inventory):
            match = _HOST.search(text) if "://" in text else None
            if match:
                host = match[1] if len(match[1]) <= _LONGEST else f"...{match[1][-_LONGEST:]}"
                yield found(container, f"each connection to {host} costs 8 DNS questions", *path)
                return


def _searches(pod: PodTemplate) -> bool:
    """Whether its names are looked up through the search domains with ndots:5."""
    spec = pod.spec
    if spec.dns_policy not in _CLUSTER_DNS or pod.windows:
        return False
    if spec.host_network and spec.dns_policy == "ClusterFirst":
        return False
    return not spec.dns_config or all(o.name != "ndots" for o in spec.dns_config.options)


def _texts(container: Container, inventory: Inventory) -> Iterator[tuple[Path, str]]:
    spec = container.spec
    for index, variable in enumerate(spec.env):
        if variable.value:
            yield ("env", index, "value"), variable.value
        elif variable.value_from is not None:
            yield ("env", index, "valueFrom"), _from_config_map(container, variable, inventory)
    for index, argument in enumerate(spec.args):
        yield ("args", index), argument


def _from_config_map(container: Container, variable: EnvVar, inventory: Inventory) -> str:
    ref = variable.value_from.config_map_key_ref if variable.value_from else None
    if ref is None:
        return ""
    config = inventory.get("ConfigMap", container.workload.namespace, ref.name)
    return config.data.get(ref.key, "") if isinstance(config, ConfigMap) else ""
