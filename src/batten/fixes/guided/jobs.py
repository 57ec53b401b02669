"""Jobs and CronJobs: times that their owner gives."""

from __future__ import annotations

from batten.fixes.guided.case import Case, guided, named, put
from batten.rules.finding import Fix

_LEAST_DEADLINE = 10


def deadline(case: Case) -> Fix:
    """How late a run may start."""
    path = ("spec", "startingDeadlineSeconds")
    if case.path != path:
        case.refuse("only its owner knows the schedule that is meant")
    text = f"How many seconds late may a run of {case.object.title} start?"
    seconds = case.ask("startingDeadlineSeconds", named(case.object), text, form="number")
    if seconds < _LEAST_DEADLINE:
        case.refuse(f"with {seconds} s runs are skipped for delays of the controller")
    return guided(put(path, value=seconds))


def one_at_a_time(case: Case) -> Fix:
    """No run before the last one has ended."""
    case.consent(f"May a run of {case.object.title} be left out while the one before still runs?")
    return guided(put(("spec", "concurrencyPolicy"), value="Forbid"))


def deleted_in_time(case: Case) -> Fix:
    """How long a finished Job stays."""
    text = f"How many seconds does {case.object.title} stay once finished, to read its logs?"
    seconds = case.ask("ttlSecondsAfterFinished", named(case.object), text, form="number")
    return guided(put(("spec", "ttlSecondsAfterFinished"), value=seconds))
