"""What containers are told by their environment: each variable once, and no secrets."""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.inventory import Inventory
from batten.model.objects.cluster import ConfigMap
from batten.model.objects.meta import Object
from batten.model.objects.pods import EnvVar
from batten.model.workload import Container
from batten.rules import credentials
from batten.rules.finding import Edit, Finding, Fix, Severity, found
from batten.rules.rule import Section, rule

_FILES = (
    ".properties", ".env", ".ini", ".cfg", ".conf", ".toml", ".yaml", ".yml", ".json",
)  # fmt: skip
"""Formats of lines that assign values. In programs `token = next()` is no token."""


@rule("env-duplicate", Section.UPTIME, Severity.WARNING, fix="safe")
def env_duplicate(container: Container) -> Iterator[Finding]:
    """A container's environment names every variable once.

    Why: of two entries with one name the later wins, whatever the reader of the first believes.
        Tools that merge by name lose one: server-side apply refuses the list, and `kubectl apply`
        has removed the variable altogether when one of the two was deleted. With the same value
        twice nothing differs yet: worth knowing.
    Bad:
        env:
        - {name: LOG_LEVEL, value: info}
        - {name: LOG_LEVEL, value: debug}
    Good:
        env:
        - {name: LOG_LEVEL, value: debug}
    Fix: Remove all entries of that name but the one that is meant; the last one works today.
    Not: a variable that overrides a key of `envFrom`, which is what it is for.
    Sources: https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
        https://github.com/kubernetes/kubernetes/issues/58477
    """
    env = container.spec.env
    if len(env) < 2 or len({variable.name for variable in env}) == len(env):
        return
    last: dict[str, EnvVar] = {}
    for index, variable in enumerate(env):
        earlier = last.get(variable.name)
        last[variable.name] = variable
        if earlier is not None and container.role != "ephemeral":
            yield _again(container, index, variable, same=_same(earlier, variable))


def _same(earlier: EnvVar, later: EnvVar) -> bool:
    """Whether nothing differs; $(OTHER) may have got another value in between."""
    return earlier == later and "$(" not in later.value


def _again(container: Container, index: int, variable: EnvVar, *, same: bool) -> Finding:
    place = ("env", index)
    if same:
        message = f'"{variable.name}" is set twice to the same value'
        fix = Fix(safe=True, edits=(Edit("remove", container.path + place),))
        return found(container, message, *place, severity=Severity.INFO, fix=fix)
    return found(container, f'"{variable.name}" is set twice: this value wins', *place)


@rule("secret-in-env", Section.SECURITY, Severity.CRITICAL, fix="guided")
def secret_in_env(obj: Object, inventory: Inventory) -> Iterator[Finding]:
    """No credential stands in an environment variable or a ConfigMap.

    Why: a password in a manifest is in the repository, in every clone and in its history for ever;
        in the cluster all who may read Deployments or ConfigMaps read it. Critical. A variable that
        takes its value from a Secret is only worth knowing: every child process inherits it, crash
        reports and debug pages print it, and a rotated Secret reaches a file but not a variable.
    Bad:
        env:
        - name: DB_PASSWORD
          value: hunter2
    Good:
        volumeMounts:
        - name: db
          mountPath: /etc/secrets/db
    Fix: Change the credential, keep the new one in a Secret, and mount that as a file. If the
        program reads only variables, `secretKeyRef` is the second best.
    Not: placeholders (`changeme`, `<password>`), references (`$(VAR)`, `vault:...`, ARNs), paths,
        names of objects, switches, numbers other than passwords, and names where the credential's
        noun is not the last word (`TOKEN_URL`, `PASSWORD_FILE`). Scripts in ConfigMaps, but for
        private keys, access keys of known form and URLs with a password. Init containers that take
        variables from Secrets: they are gone before anything serves. Values are never printed.
    Sources: https://kubernetes.io/docs/concepts/security/secrets-good-practices/
        https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
    """
    if isinstance(obj, ConfigMap):
        yield from _in_config_map(obj)
        return
    workload = inventory.workload(obj)
    if workload is not None:
        for container in workload.containers:
            if container.spec.env or container.spec.env_from:
                yield from _in_container(container, inventory)


def _in_config_map(config: ConfigMap) -> Iterator[Finding]:
    for key, value in config.data.items():
        if "\n" not in value:
            kind = credentials.in_setting(key, value)
        elif key.endswith(_FILES):
            kind = credentials.in_file(value)
        else:
            kind = credentials.in_value(value)
        if kind:
            yield found(config, f'"{key}" holds {kind}', "data", key)


def _in_container(container: Container, inventory: Inventory) -> Iterator[Finding]:
    spec = container.spec
    secret: list[tuple[str | int, ...]] = []
    for index, variable in enumerate(spec.env):
        if variable.value_from is not None:
            if variable.value_from.secret_key_ref is not None:
                secret.append(("env", index))
        elif (
            variable.value
            and (kind := credentials.in_setting(variable.name, variable.value))
            and not inventory.get("Secret", container.workload.namespace, variable.value)
        ):
            yield found(container, f'"{variable.name}" holds {kind}', "env", index, "value")
    secret += [("envFrom", i) for i, source in enumerate(spec.env_from) if source.secret_ref]
    if secret and container.runs_along:
        message = f'child processes and crash reports of "{container.name}" see its Secrets'
        remedy = "Mount the Secret as a file, if the program can read one."
        yield found(container, message, *secret[0], severity=Severity.INFO, remedy=remedy)
