"""Which commitments a visit's facts make, and what has become of each. Pure: everything stands in the facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from server.standards.declared import MATTER
from server.visits.log.shown import ShownFact
from server.visits.rules import WRITES, is_done

OPEN, KEPT, MOVED, WAIVED, WITHDRAWN = "open", "kept", "moved", "waived", "withdrawn"
NEEDS_TELEPHONE = ("phone", "text", "mail", "web", "link")
ANSWER, RETURN, ANEW, CLEAR = "answer", "return", "book_anew", "clear"
# What a technician notes that somebody has to see at once, whether or not an answer is wanted. A complaint is none of ours: it has clocks of its own.
PRESSING = ("complaint", "hazard")
COMPLAINT = "complaint"
NOT_SOLVED = ("passed-on", "not-solved")  # remedies after which the work is not done (FT-2, HV-24)
CLAUSES = {ANSWER: "WD-29", RETURN: "HV-19", ANEW: "HV-24"}
SLIP_CLAUSES = {"hazard": "CP-5"}
TEAM = "team"  # who owns what a standard opens, where it is not the technician
# When an answer to a slip is due, a new time for what was not done, and a hazard's end.
ANSWER_IN, ANEW_IN, CLEAR_IN = (2, "wd"), (1, "wd"), (0, "same_wd")
# The facts on which a commitment can depend.
RELEVANT = frozenset(
    (
        *WRITES,
        "ordered",
        "cancelled",
        "ended",
        "slipped",
        "withdrawn",
        "contacted",
        "promise_kept",
        "promise_moved",
        "promise_waived",
        "deadline_recalculated",
    )
)
# Those that can make or close one: an order by itself promises nothing that its own row in the list does not say.
TRIGGERS = RELEVANT - {"ordered"}


@dataclass(slots=True)
class Promise:
    """A commitment as the facts have it."""

    id: str
    kind: str
    clause: str
    person: str
    promised_at: str
    due_at: str
    provisional: bool = False
    what: str = ""
    about: str = ""
    owed_to: str = "customer"
    came_late: bool = False
    state: str = OPEN
    closed_at: str | None = None
    closed_fact: str | None = None
    closed_by: str | None = None
    successor: str | None = None
    recalculated: bool = False
    step: str = field(default="", compare=False)
    of_team: bool = False  # the team's from the beginning, not that of whoever was there
    by_end: bool = field(default=False, compare=False)  # an end left it: a later end takes its place

    def close(self, state: str, fact: ShownFact, successor: str | None = None) -> None:
        """What has become of it; the first end counts."""
        if self.state == OPEN:
            self.state, self.closed_at, self.closed_fact, self.closed_by, self.successor = (
                state,
                fact.at,
                fact.id,
                fact.person,
                successor,
            )


@dataclass(frozen=True, slots=True)
class Declared:
    """What a visit's standard calls a promise: step → {to, owner}, and what single facts leave to be done (`opens`, by the fact's id)."""

    promises: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    opened: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


# (moment at which a clock starts, figure, unit) → (moment, provisional)
DueIn = Callable[[str, int, str], tuple[str, bool]]


def promises_of(facts: Sequence[ShownFact], declared: Declared, due_in: DueIn) -> list[Promise]:
    """Every commitment that these facts have made, in their order; what has become of each stands beside it (FT-17)."""
    ledger = _Ledger(declared, due_in)
    for fact in facts:
        ledger.read(fact)
    return list(ledger.all.values())


def result_of(channel: str, said: str) -> str:
    """What a contact counts as: who stands there or got a letter was reached; text and mail only leave a message."""
    if channel in ("in_person", "letter"):
        return "reached"
    return "left_message" if channel in ("text", "mail") and said == "reached" else said


def may_close_by(channel: str, phone: str | None) -> bool:
    """Whether this customer can be reached so: without a telephone only by visit, letter or in person."""
    return bool(phone) or channel not in NEEDS_TELEPHONE


@dataclass(slots=True)
class _Ledger:
    """The commitments while the facts are read one after the other."""

    declared: Declared
    due_in: DueIn
    all: dict[str, Promise] = field(default_factory=dict)
    last: dict[str, Any] = field(default_factory=dict)  # step → its last answer
    follows: bool = False  # the visit is itself what was promised at an earlier one

    def read(self, fact: ShownFact) -> None:
        if fact.kind in WRITES:
            self._written(fact)
        elif fact.kind == "ordered":
            self.follows = bool(fact.body.get("follows"))
        elif fact.kind == "cancelled" and self.follows and fact.body["by"] == "us":
            self._anew(fact, "cancelled")  # because the promise that this visit kept is owed again
        elif fact.kind == "ended":
            self._ended(fact)
        elif fact.kind == "slipped":
            self._slipped(fact)
        elif fact.kind == "deadline_recalculated" and (promise := self.all.get(str(fact.body.get("commitment")))):
            promise.due_at, promise.provisional, promise.recalculated = str(fact.body["to"]), False, True
        elif fact.kind in _CLOSES and (promise := self.all.get(str(fact.body.get("commitment")))):
            self._closed(promise, fact)

    def _written(self, fact: ShownFact) -> None:
        """A step's last value is the one that counts: an earlier promise of the same step is moved by a later, or withdrawn by another value."""
        before = (
            [each for each in self.all.values() if each.step == fact.step and each.state == OPEN] if fact.step else []
        )
        made = self._made(fact)
        if fact.kind == "answered":
            self.last[fact.step] = fact.body.get("value")
        if made and any(each.due_at == made.due_at and each.kind == made.kind for each in before):
            return  # because the same was said again
        for each in before:
            each.close(MOVED if made else WITHDRAWN, fact, made.id if made else None)
        if made:
            self._add(made, fact)

    def _made(self, fact: ShownFact) -> Promise | None:
        if fact.kind == "appointed":
            return self._promise(fact, RETURN, str(fact.body["from"]), what=str(fact.body["what"]))
        promised = self.declared.promises.get(fact.step) if fact.kind == "answered" else None
        if promised is not None and isinstance(fact.body.get("value"), str):
            made = self._promise(fact, ANSWER, str(fact.body["value"]))
            made.owed_to, made.of_team = promised["to"], promised["owner"] == TEAM
            return made
        return self._opened(fact)

    def _opened(self, fact: ShownFact) -> Promise | None:
        """What the standard says that this answer or end leaves to be done."""
        opens = self.declared.opened.get(fact.id)
        if opens is None or opens["what"] == MATTER:
            return None
        due_at, provisional = self.due_in(fact.at, opens["due"].get("figure", 0), opens["due"]["unit"])
        made = self._promise(fact, str(opens["what"]), due_at, what=str(opens["title"]["zh-CN"]))
        made.provisional, made.owed_to, made.of_team = provisional, opens["to"], opens["owner"] == TEAM
        return made

    def _ended(self, fact: ShownFact) -> None:
        outcome, remedy, done = str(fact.body["outcome"]), self.last.get("remedy"), is_done(fact.body)
        opened, goes_on = self._opened(fact), fact.id in self.declared.opened  # a matter goes on with it by itself
        if (done and remedy not in NOT_SOLVED) or goes_on:
            for each in self.all.values():
                if each.kind == ANEW or each.by_end:  # because the last end counts, and this one leaves what it says
                    each.close(MOVED if opened else WITHDRAWN, fact, opened.id if opened else None)
            if opened:
                opened.about, opened.by_end = outcome, True
                self._add(opened, fact)
            return
        self._anew(fact, str(remedy) if done else outcome)

    def _anew(self, fact: ShownFact, about: str) -> None:
        due_at, provisional = self.due_in(fact.at, *ANEW_IN)
        made = self._promise(fact, ANEW, due_at, about=about)
        made.provisional = provisional
        for each in self.all.values():
            if each.kind == ANEW or each.by_end:
                each.close(MOVED, fact, made.id)
        self._add(made, fact)

    def _slipped(self, fact: ShownFact) -> None:
        wanted, about = bool(fact.body.get("wants_answer")), str(fact.body["about"])
        if about == COMPLAINT or (not wanted and about not in PRESSING):
            return
        kind, span = (ANSWER, ANSWER_IN) if wanted else (CLEAR, CLEAR_IN)
        due_at, provisional = self.due_in(fact.at, *span)
        made = self._promise(
            fact, kind, due_at, what=str(fact.body["text"]), about=about, owed_to="customer" if wanted else "staff"
        )
        made.clause, made.provisional = SLIP_CLAUSES.get(about, "HV-6"), provisional
        self._add(made, fact)

    def _closed(self, promise: Promise, fact: ShownFact) -> None:
        if fact.kind == "promise_moved":
            after = Promise(
                fact.id,
                promise.kind,
                promise.clause,
                promise.person,
                fact.at,
                str(fact.body["to"]),
                what=promise.what,
                about=promise.about,
                owed_to=promise.owed_to,
                step=promise.step,
                of_team=promise.of_team,
            )
            promise.close(MOVED, fact, after.id)
            self._add(after, fact)
            if fact.body.get("visit"):
                after.close(KEPT, fact)  # because the visit that was ordered for the new time is the return itself
        else:
            promise.close(KEPT if fact.kind == "promise_kept" else WAIVED, fact)

    def _promise(self, fact: ShownFact, kind: str, due_at: str, **more: Any) -> Promise:
        return Promise(fact.id, kind, CLAUSES.get(kind, ""), fact.person, fact.at, due_at, step=fact.step, **more)

    def _add(self, made: Promise, fact: ShownFact) -> None:
        made.what, made.came_late = made.what[:200], fact.received_at > made.due_at
        self.all[made.id] = made


_CLOSES = ("promise_kept", "promise_moved", "promise_waived")
