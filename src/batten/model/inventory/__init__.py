"""All objects known at one moment, indexed the ways readiness questions need.

The same Inventory comes from a folder of YAML, from `helm template`, a live cluster or a snapshot.
Each file here answers the questions of one subject. An index is made when it is first asked for,
in linear time; a question is then a dictionary look-up, or walks only what it answers.
An object without a namespace lives in the namespace "": manifests often leave it to the tool that
deploys them, and such objects meet each other, not those that say where they belong.
"""

from __future__ import annotations

from batten.model.inventory.access import Access
from batten.model.inventory.namespaces import Namespaces
from batten.model.inventory.origins import Origins
from batten.model.inventory.priorities import Priorities
from batten.model.inventory.scaling import Scaling
from batten.model.inventory.selecting import Selecting
from batten.model.inventory.traffic import Traffic


class Inventory(Selecting, Traffic, Scaling, Namespaces, Priorities, Access, Origins):
    """Objects and how they relate.

    :ivar objects: in the order read.
    :ivar workloads: every object that makes pods and is not made by another.
    :ivar complete: whether this is all there is (a live cluster, a snapshot), or only the
        manifests of one team, beside which others may exist.
    :ivar nodes: known nodes; empty if unknown.
    :ivar kinds: API group and kind of all of them.
    """
