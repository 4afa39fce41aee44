"""What of a fact a person of the office should look at, although it is kept and counts. Pure; nothing is ever refused for it.

A phone can be made to say anything that its key signs. So what the app itself would not have let happen is marked on the fact.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from server.kernel import clock
from server.kernel.chain import sha256
from server.kernel.text.letters import is_named
from server.visits.log.withdrawn import shown_facts
from server.visits.rules import Entry

TAKEN_AWAY, AFTER_THE_END = "taken_away", "after_the_end"
NOT_THEIR_TURN, STAFF_NAME, OTHER_TEXT, SAME_STROKES = "not_their_turn", "staff_name", "other_text", "same_strokes"
NOT_OFFERED, NEVER_SIGNED = (
    "not_offered",
    "never_signed",
)  # a signature whose phone has not said so yet; an offer that nobody took
DOUBTS = (TAKEN_AWAY, AFTER_THE_END, NOT_THEIR_TURN, STAFF_NAME, OTHER_TEXT, SAME_STROKES, NOT_OFFERED, NEVER_SIGNED)
# Said on the way, or of somebody else's doing: it changes nothing that was done.
QUIET = (
    "opened",
    "departed",
    "running_late",
    "customer_told",
    "reschedule_asked",
    "noted",
    "suggested",
    "knocked",
    "call_attempted",
    "left",
    "customer_mode_left",
    "settle_asked",
)
IN_THEIR_TURN = ("signed", "surveyed", "signing_offered")
LONG_AFTER = 24 * 3_600_000  # ms; what was forgotten is written down on the same day


@dataclass(frozen=True, slots=True)
class Moments:
    """When a fact happened as far as can be known, and when it came home."""

    at: str
    received_at: str


def is_work(kind: str) -> bool:
    """Whether a fact of this kind changes what was done."""
    return kind not in QUIET


def ended_before(log: Sequence[Entry]) -> Entry | None:
    """The end that stands."""
    return next((entry for entry in reversed(shown_facts(log)) if entry.kind == "ended"), None)


def is_long_after(ended: Moments, new: Moments, *, same_phone: bool) -> bool:
    """Whether work was written more than a day after the visit had ended; a phone's own chain tells that it was after, whatever its clock says."""
    late = clock.milliseconds_between(ended.at, new.at) > LONG_AFTER
    return late or (same_phone and clock.milliseconds_between(ended.received_at, new.received_at) > LONG_AFTER)


def doubts_about_signing(log: Sequence[Entry], new: Entry, staff: Collection[str]) -> list[str]:
    """Of a signature or survey that is about to follow on this log; `staff` are the names of everybody employed."""
    if new.kind not in IN_THEIR_TURN:
        return []
    found = [] if _is_their_turn(log, new.device) else [NOT_THEIR_TURN]
    shown = new.body.get("shown")
    if shown and sha256(shown["text"].encode()) != shown["sha256"]:
        found.append(OTHER_TEXT)
    if any(is_named(new.body[part], staff) for part in ("name", "helper") if part in new.body):
        found.append(STAFF_NAME)
    return found


def _is_their_turn(log: Sequence[Entry], device: str) -> bool:
    """Whether the customer held this phone: it was given to them and not taken back since."""
    turns = [
        entry.kind
        for entry in log
        if entry.device == device and entry.kind in ("customer_mode_entered", "customer_mode_left")
    ]
    return turns[-1:] == ["customer_mode_entered"]
