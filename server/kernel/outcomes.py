"""What becomes of a fact on its way in (docs/PROTOCOL.md), and which of these outcomes belong together. Pure."""

from __future__ import annotations

APPLIED, MERGED, CONFLICT, REJECTED, QUARANTINED = OUTCOMES = (
    "applied",
    "merged",
    "conflict",
    "rejected",
    "quarantined",
)
SHOWS = (APPLIED, MERGED)  # what it says is shown
COUNTING = (APPLIED, MERGED, CONFLICT)  # it belongs to the record, whether it shows or not
REFUSED = (REJECTED, QUARANTINED)  # it is kept aside, outside the record
