"""Changes found in the text of a document, node by node, and turned into splices."""

from __future__ import annotations

from typing import Any

from batten.fixes.editing import block, flow
from batten.fixes.editing.changes import (
    MISSING,
    Change,
    Put,
    Remove,
    Step,
    Within,
    applied,
    child,
    difference,
    fits,
    mismatch,
)
from batten.fixes.editing.draft import Draft
from batten.fixes.editing.tree import MERGE, Node, Place, Slot, Tree
from batten.model.source import dotted


def write(draft: Draft, tree: Tree, old: Any, change: Change) -> None:
    """Write all changes of a document, whose value is `old`, into its draft."""
    _Walker(draft, tree.aliased).change(Place(tree.root), old, change)


class _Walker:
    def __init__(self, draft: Draft, aliased: frozenset[str]) -> None:
        self.draft = draft
        self.aliased = aliased

    def change(self, place: Place, old: Any, change: Change) -> None:
        self._refuse_shared(place)
        if isinstance(change, Put):
            smaller = difference(old, change.value)
            if smaller is None:
                return
            change = smaller
        if isinstance(change, Within) and old not in (None, {}, []):
            self._within(place, old, change)
        elif difference(old, new := applied(old, change)) is not None:
            self._replace(place, new)

    def _within(self, place: Place, old: Any, change: Within) -> None:
        if not fits(old, change):
            raise self.draft.refusal(mismatch(old, change), place.node.start)
        if place.node.odd:
            what = f"{dotted(place.path)} holds {place.node.odd}"
            raise self.draft.refusal(what, place.node.start)
        if flow.may_outgrow(self.draft, place):
            new = applied(old, change)
            if flow.outgrows(self.draft, place, new):
                self._replace(place, new)
                return
        gone: list[Slot] = []
        added: dict[Step, Any] = {}
        for step, below in change.children.items():
            now = child(old, step)
            if now is MISSING:
                added[step] = applied(MISSING, below)
                continue
            held = self._held(place, step)
            if isinstance(below, Remove):
                self._refuse_loss(held)
                self._refuse_beside_merge(place, held)
                gone.append(held.slot)  # type: ignore[arg-type]
            else:
                self.change(held, now, below)
        added = {step: value for step, value in added.items() if value is not MISSING}
        if len(gone) == len(place.node.slots):
            self._replace(place, applied(old, change))
        elif gone or added or change.inserts:
            self._reshape(place, gone, added, change.inserts)

    def _reshape(
        self,
        place: Place,
        gone: list[Slot],
        added: dict[Step, Any],
        inserts: dict[int, list[Any]],
    ) -> None:
        node = place.node
        if isinstance(node.children, list):
            appended = [added[step] for step in sorted(added)]
            items = inserts | ({len(node.children): appended} if appended else {})
            writer = flow.reshape_list if node.style else block.reshape_list
            writer(self.draft, place, gone, items)
        else:
            entries = {str(step): value for step, value in added.items()}
            write = flow.reshape_mapping if node.style else block.reshape_mapping
            write(self.draft, place, gone, entries)

    def _held(self, place: Place, step: Step) -> Place:
        node, path = place.node, (*place.path, step)
        children: Any = node.children
        if isinstance(children, dict):
            if step in node.doubled:
                message = f'"{step}" is written twice: decide for one of them first'
                raise self.draft.refusal(message, children[step].start)
            if step not in children:
                where = children[MERGE].start if MERGE in children else node.start
                raise self.draft.refusal(f"{dotted(path)} comes through a merge key <<", where)
        slot: Slot = children[step]
        return Place(slot.node, path, slot, in_flow=bool(node.style))

    def _replace(self, place: Place, new: Any) -> None:
        self._refuse_loss(place)
        if place.node.tagged:
            raise self.draft.refusal(f"{dotted(place.path)} has an explicit tag", place.node.start)
        if place.slot is None:
            raise self.draft.refusal("nothing of the document would stay", place.node.start)
        (flow.replace if place.in_flow else block.replace)(self.draft, place, new)

    def _refuse_shared(self, place: Place) -> None:
        node, name = place.node, dotted(place.path) or "the document"
        if node.style == "*":
            raise self.draft.refusal(f"{name} is an alias of what stands elsewhere", node.start)
        if node.anchor in self.aliased:
            message = f"{name} is used elsewhere too, through the anchor &{node.anchor}"
            raise self.draft.refusal(message, node.start)

    def _refuse_beside_merge(self, place: Place, gone: Place) -> None:
        children = place.node.children
        if isinstance(children, dict) and MERGE in children:
            message = f"{dotted(gone.path)} may come back through the merge key << beside it"
            raise self.draft.refusal(message, gone.node.start)

    def _refuse_loss(self, place: Place) -> None:
        """Nothing may go that an alias needs."""
        todo: list[Node] = [place.node] if self.aliased else []
        while todo:
            node = todo.pop()
            if node.anchor in self.aliased:
                name = dotted(place.path)
                message = f"{name} holds the anchor &{node.anchor}, which is used elsewhere"
                raise self.draft.refusal(message, node.start)
            todo += [slot.node for slot in node.slots]
