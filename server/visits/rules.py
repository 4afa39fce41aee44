"""Who wins when phones and office write to the same visit; when a phone holds a visit; what time it really was. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from server.kernel.chain import document_hash
from server.visits.log.kinds import OFFICE
from server.visits.log.upcasting import left_of, todays
from server.visits.log.withdrawn import shown_facts

WRITES = ("answered", "deviated", "appointed")  # the kinds whose last one is the value of a step
ENDED = ("done", "not_done")  # somebody was there and said that it is over
FINISHED = (*ENDED, "cancelled")
UNDER_WAY = ("on_the_way", "at_the_door", "working", "customer_turn")
BEFORE_ARRIVAL = ("planned", "on_the_way")
OPEN = ("planned", *UNDER_WAY)
STATES = (*OPEN, *FINISHED)
CLOSED = ("done", "cancelled")  # nobody has to book anything anew
ASKING = "reschedule_asked"
ANSWERS = (
    "rescheduled",
    "instructed",
    "assigned",
    "cancelled",
)  # by which the office answers who asked for another time
CHANNELS = ("phone", "text", "mail", "web", "link", "letter", "in_person")  # on which somebody spoke with a customer
RESULTS = ("reached", "not_reached", "left_message")
SIGNATURES = ("signed", "signed_on_own_phone")  # on the technician's phone, on the customer's own
BY_THE_CUSTOMER = (*SIGNATURES, "surveyed", "commented", "objected")
SLIP, SLIP_SECONDS = (
    "slip",
    timedelta(seconds=10),
)  # a slip of the finger is taken back at once, without a reason in words


@dataclass(slots=True, eq=False)
class Entry:
    """A fact of a visit's log. `version` is 0 while it is being written; `base` is what its author had seen.

    Either `said` (the body) is given, or the `text` from which it is read once somebody looks.
    """

    id: str
    kind: str
    device: str
    person: str
    said: dict[str, Any] | None = None
    step: str | None = None
    at: str = ""
    base: int = 0
    version: int = 0
    outcome: str = "applied"
    role: str = ""
    text: str = ""
    run: str = ""

    @property
    def body(self) -> dict[str, Any]:
        """What the fact says; once it was erased what that leaves."""
        if self.said is None:
            said = json.loads(self.text)
            self.said = todays(self.kind, said["body"]) if "body" in said else left_of(self.kind, self.step)
        return self.said

    @property
    def clock_run(self) -> str:
        """The run of the phone's clock in which it was reported."""
        return self.run or (str(json.loads(self.text).get("clock_run", "")) if self.text else "")

    @property
    def value(self) -> dict[str, Any]:
        """What was written, without where."""
        return {"kind": self.kind} | {name: value for name, value in self.body.items() if name != "step"}


@dataclass(slots=True)
class Cross:
    """Two facts at cross purposes: `shown` is what shows, `other` is kept. Hard ones need a person's review.

    `beaten` are earlier facts that no longer show, because phones that hear of them late must not put them on top.
    """

    target: str
    shown: Entry
    other: Entry
    hard: bool = False
    base: Entry | None = None
    beaten: Sequence[Entry] = ()


@dataclass(slots=True)
class Judgement:
    """What becomes of a fact, and which conflicts it opens."""

    outcome: str
    code: str | None = None
    crosses: list[Cross] = field(default_factory=list)


def is_done(ended: Mapping[str, Any]) -> bool:
    """Whether a visit that ended so is done; an end that its standard declares says what it counts as."""
    return str(ended.get("counts_as", ended.get("outcome"))) == "done"


def judge(log: Sequence[Entry], new: Entry, lead: str | None) -> Judgement:
    """The judgement on a new fact of a phone, given the visit's log so far and who leads now."""
    if new.kind == "withdrawn":
        return _withdrawal(log, new)
    if new.kind == "signed":
        return _signature(log, new)
    if new.kind == "ended":
        return _end(log, new)
    if new.kind in WRITES and new.step:
        return _write(log, new, lead)
    return Judgement("applied")


def signature_of(log: Sequence[Any]) -> tuple[Any | None, bool]:
    """The signature that counts, and whether the customer has objected to it; of entries, or of rows of facts, in log order."""
    shows = shown_facts(log)
    signature, objection = _last(shows, *SIGNATURES), _last(shows, "objected")
    return signature, bool(signature and objection and shows.index(objection) > shows.index(signature))


def signed_in_log(shows: Sequence[Entry]) -> Entry | None:
    """Where in the log the customer's signature stands, to tell what they had read: the last `signed`, or the last offer that they took.

    A signature on the customer's own phone comes home by another way, often before what was signed; so its offer tells the place.
    """
    taken = {
        document_hash(entry.body["offer"]) for entry in shows if entry.kind == "signed_on_own_phone" and entry.body
    }
    return next(
        (
            entry
            for entry in reversed(shows)
            if entry.kind == "signed" or (entry.kind == "signing_offered" and entry.body.get("offer") in taken)
        ),
        None,
    )


def changed_since(shows: Sequence[Entry], signature: Entry) -> list[Cross]:
    """What of the signed answers was written anew after this place in the log: each as a conflict that a person settles."""
    place = shows.index(signature)
    writes = [entry for entry in shows if entry.kind in WRITES and entry.step]
    signed = {entry.step: entry for entry in writes if shows.index(entry) < place}
    return [
        Cross("signature", entry, signature, hard=True, base=signed[entry.step])
        for entry in writes
        if shows.index(entry) > place and entry.step in signed and signed[entry.step].value != entry.value
    ]


def _write(log: Sequence[Entry], new: Entry, lead: str | None) -> Judgement:
    """A value of a step: applies when its author saw what shows, or wrote it; else the lead's value shows and both are kept."""
    shows = shown_facts(log)
    writes = [entry for entry in shows if entry.kind in WRITES and entry.step == new.step]
    crosses = _signed_before(shows, writes, new)
    if not writes or writes[-1].device == new.device:
        return Judgement("applied", crosses=crosses)
    last = writes[-1]
    if last.value == new.value:
        return Judgement("merged")
    unseen = [entry for entry in writes if entry.device != new.device and entry.version > new.base]
    if not unseen:
        return Judgement("applied", crosses=crosses)
    seen = next((entry for entry in reversed(writes) if entry.version <= new.base), None)
    if new.person == lead != last.person:
        return Judgement(
            "applied", crosses=[Cross(f"answer.{new.step}", new, last, base=seen, beaten=unseen), *crosses]
        )
    return Judgement("conflict", crosses=[Cross(f"answer.{new.step}", last, new, base=seen)])


def _signed_before(shows: Sequence[Entry], writes: Sequence[Entry], new: Entry) -> list[Cross]:
    """What the customer signed was changed afterwards."""
    signature = signed_in_log(shows)
    if signature is None:
        return []
    signed = [entry for entry in writes if shows.index(entry) < shows.index(signature)]
    changed = signed and signed[-1].value != new.value
    return [Cross("signature", new, signature, hard=True, base=signed[-1])] if changed else []


def _withdrawal(log: Sequence[Entry], new: Entry) -> Judgement:
    named = next((entry for entry in log if entry.id == new.body["fact"]), None)
    if named is None:
        return Judgement("quarantined", "fact_unknown")
    if named.device == OFFICE or named.kind in BY_THE_CUSTOMER or named.person != new.person:
        # because what the customer or somebody else has said is not this person's to take back
        return Judgement("conflict", crosses=[Cross("withdrawal", named, new, hard=True)])
    shows = shown_facts(log)
    signature = signed_in_log(shows)
    if signature is None or named not in shows or _is_slip(named, new):
        return Judgement("applied")
    if named.kind in WRITES and shows.index(named) < shows.index(signature):
        return Judgement("applied", crosses=[Cross("signature", new, signature, hard=True, base=named)])
    return Judgement("applied")


def _is_slip(named: Entry, new: Entry) -> bool:
    """Taken back at once: within ten seconds of one clock, on the phone that reported it."""
    if new.body["reason"] != SLIP or named.device != new.device or named.clock_run != new.clock_run:
        return False
    return named.at <= new.at and datetime.fromisoformat(new.at) - datetime.fromisoformat(named.at) <= SLIP_SECONDS


def _signature(log: Sequence[Entry], new: Entry) -> Judgement:
    """A signature is immutable: a second one is kept beside it, unless the customer was given a new turn to sign what has changed."""
    shows = shown_facts(log)
    signature, turn = _last(shows, "signed"), _last(shows, "customer_mode_entered")
    if signature is None or (turn is not None and shows.index(turn) > shows.index(signature)):
        return Judgement("applied")
    if signature.value == new.value:
        return Judgement("merged")
    return Judgement("conflict", crosses=[Cross("signature", signature, new, hard=True)])


def _end(log: Sequence[Entry], new: Entry) -> Judgement:
    """The lead ends a visit; an end against the office's cancellation, or against another's end, is for a person to settle."""
    if new.role != "lead":
        return Judgement("rejected", "lead_ends")
    shows = shown_facts(log)
    ended, cancelled = _last(shows, "ended"), _last(shows, "cancelled")
    if ended and ended.device == new.device:
        return Judgement("merged" if ended.value == new.value else "applied")
    if ended:
        return Judgement("conflict", crosses=[Cross("state", ended, new, hard=True)])
    if cancelled:
        return Judgement("conflict", crosses=[Cross("state", cancelled, new, hard=True)])
    return Judgement("applied")


def _last(entries: Sequence[Any], *kinds: str) -> Any | None:
    return next((entry for entry in reversed(entries) if entry.kind in kinds), None)
