"""Which image runs: that its name means one image for ever, and that it can be pulled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from batten.model.imageref import ImageRef, parse, split_registry
from batten.model.workload import Container
from batten.rules.finding import Edit, Finding, Fix, Severity, found
from batten.rules.policy import Policy
from batten.rules.rule import Section, rule

_PLACEHOLDER = re.compile(r"[${}<>%]|^[^a-z]*$|^ko://")
"""Something fills it in later: a template's braces, a shell's dollar, IMAGE_NAME, ko's builds."""
_DIGIT = re.compile(r"\d")
_COMMIT = re.compile(r"[0-9a-f]{7,}")


@lru_cache(4096)
def mutability(tag: str) -> str:
    """What a tag is: "latest" (also none at all), "moving" (a name without a number) or "" (fixed).

    `nginx:stable-alpine`, `app:main`: names without a digit are pointed at new images by habit.
    """
    if not tag or "latest" in re.split(r"[-_.]", tag):
        return "latest"
    if tag.upper().endswith("SNAPSHOT"):
        return "moving"
    return "" if _DIGIT.search(tag) or _COMMIT.fullmatch(tag) else "moving"


def _image(container: Container) -> ImageRef | None:
    """The image, unless there is none or something is to be filled in."""
    image = container.spec.image
    if not image or container.role == "ephemeral" or _PLACEHOLDER.search(image):
        return None
    return parse(image)


@rule("image-mutable-tag", Section.UPTIME, Severity.WARNING, fix="guided")
def image_mutable_tag(container: Container, policy: Policy) -> Iterator[Finding]:
    """Every image is named by a version.

    Why: `latest`, or no tag, which means `latest`, is whatever was pushed last. A restart or a new
        node may bring another version than its neighbours run, a rollback to "the tag before" rolls
        back nothing, and nobody can say what ran last Tuesday. Other tags without a number, such as
        `stable` or `main`, move too by habit: worth knowing. Critical where the reference is
        ill-formed and no runtime accepts it.
    Bad:
        image: registry.example.com/shop/checkout:latest
    Good:
        image: registry.example.com/shop/checkout:1.4.2
    Fix: Name the version that runs now, as a tag that is never pushed again, or a digest.
    Policy: with `imageDigests: required`, image-no-digest speaks instead.
    Not: anything pinned by a digest, whatever its tag. References with placeholders.
    Sources: https://kubernetes.io/docs/concepts/containers/images/
        https://github.com/distribution/reference
    """
    image = _image(container)
    if image is None:
        return
    if not image.valid:
        yield found(
            container,
            "no container runtime accepts this image's name",
            "image",
            severity=Severity.CRITICAL,
            remedy="Write it as registry/name:tag; the name in lower case, without blanks.",
        )
        return
    kind = mutability(image.tag)
    if not kind or image.digest or policy.image_digests == "required":
        return
    if not image.tag:
        yield found(container, "no tag means latest: a restart may run another version", "image")
    else:
        severity = Severity.WARNING if kind == "latest" else Severity.INFO
        message = f'tag "{image.tag}" moves: a restart may run another version'
        yield found(container, message, "image", severity=severity)


@rule("image-no-digest", Section.UPTIME, Severity.WARNING, fix="guided")
def image_no_digest(container: Container, policy: Policy) -> Iterator[Finding]:
    """Every image is pinned by its digest, where the team wants that.

    Why: a tag can be pushed again, by a mistake in a pipeline or by somebody with a stolen token;
        a digest names one image for ever. It needs a tool that keeps the digests up to date, so
        this is off by default.
    Good:
        image: registry.example.com/shop/checkout:1.4.2@sha256:4bf9...
    Fix: Append the digest of the tag that runs now: `name:tag@sha256:...`.
    Policy: `imageDigests: required` turns it on; the default is `optional`.
    Not: references with placeholders.
    Sources: https://kubernetes.io/docs/concepts/containers/images/#image-names
    """
    if policy.image_digests != "required":
        return
    image = _image(container)
    if image is not None and not image.digest and image.valid:
        yield found(container, f'"{container.name}" runs whatever its tag points at', "image")


@rule("pull-policy", Section.UPTIME, Severity.WARNING, fix="safe")
def pull_policy(container: Container, policy: Policy) -> Iterator[Finding]:
    """The pull policy fits the image's tag.

    Why: with `Never` a pod starts only on nodes that somebody put the image on; the replacement of
        a dead node is not one of them. With `IfNotPresent` a tag that moves stays on each node what
        it was when first pulled, so replicas run different versions. With `Always` every start asks
        the registry: an image pinned by digest gains nothing, and does not start while the registry
        is down (only worth knowing).
    Bad:
        image: registry.example.com/shop/checkout:latest
        imagePullPolicy: IfNotPresent
    Good:
        image: registry.example.com/shop/checkout:1.4.2
        imagePullPolicy: IfNotPresent
    Fix: Pin the version and leave `imagePullPolicy` out: the default then fits.
    Policy: `pullPolicy: by-tag` (the default) is the above; `always` demands `Always` everywhere,
        so that pull secrets are checked at each start; `ignored` reports nothing.
    Not: policies left to the default: the tag alone decides there (image-mutable-tag). `Always`
        with a version tag, which may be pushed again.
    Sources: https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
        pkg/apis/core/v1/defaults.go (SetDefaults_Container)
    """
    if policy.pull_policy == "ignored":
        return
    written = container.spec.image_pull_policy
    if written is None and policy.pull_policy == "by-tag":
        return
    image = _image(container)
    if image is None:
        return
    if policy.pull_policy == "always":
        if (written or _default_policy(image)) != "Always":
            fix = Fix(
                safe=True, edits=(Edit("set", (*container.path, "imagePullPolicy"), "Always"),)
            )
            message = "not pulled at every start, as the policy demands"
            remedy = "Set `imagePullPolicy: Always`."
            yield found(container, message, "imagePullPolicy", remedy=remedy, fix=fix)
    elif message := _misfit(written, image):
        severity = Severity.INFO if written == "Always" else Severity.WARNING
        yield found(container, message, "imagePullPolicy", severity=severity)


def _default_policy(image: ImageRef) -> str:
    latest = image.tag == "latest" or not (image.tag or image.digest)
    return "Always" if latest else "IfNotPresent"


def _misfit(written: str | None, image: ImageRef) -> str:
    if written == "Never":
        return "never pulled: it does not start on a node that lacks the image"
    if written == "IfNotPresent" and not image.digest and mutability(image.tag):
        return f'nodes keep the "{image.tag or "latest"}" they pulled first: versions differ'
    if written == "Always" and image.digest:
        return "pinned by digest, yet no start while the registry is down"
    return ""


@rule("registry-not-allowed", Section.SECURITY, Severity.CRITICAL)
def registry_not_allowed(container: Container, policy: Policy) -> Iterator[Finding]:
    """Images come from the registries the team allows.

    Why: whoever can push to a registry runs code in the cluster. A list of allowed ones keeps out
        copies with a similar name, images nobody scans, and rate limits of public registries.
    Bad:
        image: ghcr.io/somebody/checkout:1.4.2
    Good:
        image: registry.example.com/shop/checkout:1.4.2
    Fix: Mirror the image into an allowed registry and name it there.
    Policy: `allowedRegistries`: prefixes such as `registry.example.com/shop`, `docker.io/library`
        or `*.dkr.ecr.eu-west-1.amazonaws.com`. `*` and `?` stand for anything but a slash; a prefix
        ends at a slash. Empty, the default, allows all.
    Not: references with placeholders.
    Sources: https://open-policy-agent.github.io/gatekeeper-library/website/validation/allowedrepos/
    """
    if not policy.allowed_registries:
        return
    image = _image(container)
    if image is not None and not allowed(image.name, tuple(policy.allowed_registries)):
        place = image.name.rpartition("/")[0]
        yield found(container, f"no allowed registry: {place}", "image")


@lru_cache(4096)
def allowed(name: str, prefixes: tuple[str, ...]) -> bool:
    """Whether an image's full name begins with one of the prefixes, up to a slash."""
    return _pattern(prefixes).match(name) is not None


@lru_cache(16)
def _pattern(prefixes: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(_expression(prefix) for prefix in prefixes)})(?:/|$)")


def _expression(prefix: str) -> str:
    """`*` must not cross a slash: `*.example.com` would let in `evil.test/x.example.com`."""
    prefix = prefix.rstrip("/")
    first, slash, _ = prefix.partition("/")
    if slash and not any(mark in first for mark in "*?"):
        prefix = "/".join(split_registry(prefix))
    escaped = re.escape(prefix)
    return escaped.replace(r"\*", "[^/]*").replace(r"\?", "[^/]")
