"""What a channel is given, and what it says came of it."""

from __future__ import annotations

from dataclasses import dataclass

ACCEPTED, REFUSED, LATER, UNKNOWN = "accepted", "refused", "later", "unknown"
LONGEST_REASON, LONGEST_ID = 160, 100


@dataclass(frozen=True, slots=True)
class Message:
    """What goes out: `id` is the same at every attempt, `to` an address of the channel, `kind` and `visit` for machines."""

    id: str
    to: str
    subject: str
    text: str
    kind: str
    visit: str
    number: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """`accepted` with the service's id, `refused` for ever, `later` (after so many seconds, where it says so), or `unknown`: the line broke afterwards.

    `reason` is a code of ours or the service's own error, without personal data. `gone` says that nothing should be sent there any more;
    `unreachable` that others would not get through either.
    """

    what: str
    reason: str = ""
    their_id: str = ""
    after: int | None = None
    delivered: bool = False
    gone: bool = False
    unreachable: bool = False


def accepted(their_id: object = "", *, delivered: bool = False) -> Outcome:
    """The service took it."""
    return Outcome(ACCEPTED, their_id=str(their_id or "")[:LONGEST_ID], delivered=delivered)


def refused(reason: str, *, gone: bool = False) -> Outcome:
    """The service will never take it."""
    return Outcome(REFUSED, reason[:LONGEST_REASON], gone=gone)


def later(reason: str, after: int | None = None, *, unreachable: bool = False) -> Outcome:
    """Not now; nothing was taken."""
    return Outcome(LATER, reason[:LONGEST_REASON], after=after, unreachable=unreachable)


def unknown(reason: str) -> Outcome:
    """It may have been taken."""
    return Outcome(UNKNOWN, reason[:LONGEST_REASON])
