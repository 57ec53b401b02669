"""Images: by the version that somebody names."""

from __future__ import annotations

from batten.fixes.guided.case import Case, drop, guided, put
from batten.model.imageref import parse
from batten.rules.finding import Fix
from batten.rules.images import mutability


def versioned(case: Case) -> Fix:
    """The image of a fixed version or digest."""
    container = case.container
    written = container.spec.image
    text = f'Which image does "{container.name}" in {case.object.title} run, now {written}?'
    image = str(case.ask("images", written, text))
    ref = parse(image)
    if not ref.valid:
        case.refuse(f'"{image}" is no image name')
    if not ref.digest and case.policy.image_digests == "required":
        case.refuse(f"{image} has no digest, which the policy requires")
    if not ref.digest and mutability(ref.tag):
        case.refuse(f"the tag of {image} moves too")
    edits = [put(container.path, "image", value=image)]
    if container.spec.image_pull_policy == "Always" and case.policy.pull_policy == "by-tag":
        edits.append(drop(container.path, "imagePullPolicy"))
    return guided(*edits)
