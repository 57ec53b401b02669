"""ServiceAccounts, roles, and who is bound to one."""

from __future__ import annotations

from functools import cached_property

from batten.model.inventory.workloads import Workloads
from batten.model.objects.cluster import Role, RoleBinding, ServiceAccount
from batten.model.workload import Workload


class Access(Workloads):
    """What pods may ask of the API."""

    def service_account(self, workload: Workload) -> ServiceAccount | None:
        """The ServiceAccount its pods run as, if known."""
        spec = workload.pod.spec
        name = spec.service_account_name or spec.service_account or "default"
        account = self.get("ServiceAccount", workload.namespace, name)
        return account if isinstance(account, ServiceAccount) else None

    def role(self, kind: str, namespace: str, name: str) -> Role | None:
        """A Role (of the namespace) or ClusterRole."""
        obj = self.get(kind, "" if kind == "ClusterRole" else namespace, name)
        return obj if isinstance(obj, Role) else None

    def is_bound(self, namespace: str, account: str) -> bool:
        """Whether a RoleBinding or ClusterRoleBinding names the service account.

        A namespace that either of them leaves to the deploying tool may be the other's.
        """
        bound = self._bound_accounts
        if not namespace:
            return ("*", account) in bound
        return (namespace, account) in bound or ("", account) in bound

    @cached_property
    def _bound_accounts(self) -> set[tuple[str, str]]:
        bound: set[tuple[str, str]] = set()
        for binding in self.of(RoleBinding):
            for subject in binding.subjects:
                if subject.kind == "ServiceAccount":
                    bound.add((subject.namespace or binding.namespace, subject.name))
                    bound.add(("*", subject.name))
        return bound
