"""Which facts of a log show once a person has settled two at cross purposes. Pure: only verdicts change, never a word of a fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from server.kernel.outcomes import SHOWS
from server.visits.conflicts.rules import Showing
from server.visits.rules import WRITES, Entry

ENDS = ("ended", "cancelled")


def turned(log: Sequence[Entry], kind: str, shown: str, other: str, showing: Showing) -> dict[str, str]:
    """Fact id → its new outcome, only where it changes. `shown` and `other` are the ids of the conflict's two facts.

    What is chosen counts alone: whatever else says something about the same matter and would stand in its way steps back, too.
    """
    wanted = {rival.id: False for rival in _rivals(log, kind, shown, other, showing)}
    wanted |= {shown: showing[0], other: showing[1]}
    return {
        entry.id: "applied" if wanted[entry.id] else "conflict"
        for entry in log
        if entry.id in wanted and (entry.outcome in SHOWS) != wanted[entry.id]
    }


def returned(log: Sequence[Entry], made: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    """Fact id → the outcome that it had before a choice; what has been settled otherwise since stays as it is."""
    return {entry.id: before[entry.id] for entry in log if entry.id in before and entry.outcome == made.get(entry.id)}


def _rivals(log: Sequence[Entry], kind: str, shown: str, other: str, showing: Showing) -> Iterable[Entry]:
    place = {entry.id: index for index, entry in enumerate(log)}
    chosen = shown if showing == (True, False) else other if showing == (False, True) else None
    since = place.get(chosen, -1) if chosen else -1
    later = log[since + 1 :]
    if kind == "answer":
        step = next((entry.step for entry in log if entry.id in (shown, other)), None)
        return (entry for entry in later if entry.kind in WRITES and entry.step == step)
    if kind in ("cancelled_done", "two_ends"):
        return (entry for entry in log if entry.kind in ENDS and entry.id != chosen)
    if kind == "two_signatures":
        return (entry for entry in later if entry.kind == "signed")
    return _changes_of_the_signed(log, place.get(other, -1)) if kind == "changed" and chosen else ()


def _changes_of_the_signed(log: Sequence[Entry], signature: int) -> Iterable[Entry]:
    """What changed a signed answer afterwards, or took it back."""
    signed = log[:signature]
    steps, ids = (
        {entry.step for entry in signed if entry.kind in WRITES},
        {entry.id for entry in signed if entry.kind in WRITES},
    )
    for entry in log[signature + 1 :]:
        if (entry.kind in WRITES and entry.step in steps) or (entry.kind == "withdrawn" and entry.body["fact"] in ids):
            yield entry
