"""When the customer has to hear the next word, and when a statement is due (CP-3, rulings 3 and 11). Pure; moments come from kernel/deadlines.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from server.kernel.deadlines import Calendar, due, is_overdue

ANSWER_HOURS, BACKSTOP_HOURS, STATEMENT_HOURS = 48, 72, 24
ANONYMOUS_DAYS = 7
HEAD_MINUTES = 15
NEXT_ANSWER_DAYS = 7  # the farthest day on which a next answer may be promised
TRIES, TRY_DAYS = 3, 2
MESSAGES = ("text", "mail")  # channels that only leave a message
ATTEMPTED, REACHED = "attempted", "reached"
STATEMENT, RECEIPT, BACKSTOP, PROMISED, AGAIN, FINDING = (
    "statement",
    "receipt",
    "backstop",
    "promised",
    "again",
    "finding",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that reached the customer, and what the customer said to it."""

    at: str
    result: str


@dataclass(frozen=True, slots=True)
class Try:
    """An answer that did not reach the customer."""

    at: str
    channel: str
    result: str


@dataclass(frozen=True, slots=True)
class Clock:
    """One cycle's clock: `basis` names what it counts from, `stopped_how` is '' while it runs."""

    due_at: str
    basis: str
    stopped_at: str | None = None
    stopped_how: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the answer came in time; None while it runs, and where it was only attempted (counted apart)."""
        if self.stopped_at is None or self.stopped_how == ATTEMPTED:
            return None
        return not is_overdue(self.due_at, self.stopped_at)


class _Party(Protocol):
    person: str
    stated_at: str | None


class _Case(Protocol):
    received_at: str
    anonymous: bool
    cycle: int
    cycle_began: str
    next_answer: str | None

    @property
    def names_persons(self) -> bool: ...
    @property
    def parties(self) -> Sequence[_Party]: ...
    @property
    def answers(self) -> Sequence[Answer]: ...
    @property
    def tries(self) -> Sequence[Try]: ...
    @property
    def claims(self) -> Sequence[_Claim]: ...


class _Claim(Protocol):
    finding: str
    found_at: str


def answer_clock(case: _Case, calendar: Calendar) -> Clock:
    """The clock of the present cycle.

    First cycle: 48 h from the receipt of the first statement, at the latest 72 h from the receipt of the complaint; without a person concerned 48 h from its
    receipt. Later cycles: the next answer that was told, else 48 h from the answer that did not satisfy. Anonymous: only a finding, 7 days.
    """
    if case.anonymous:
        judged = [each.found_at for each in case.claims if each.finding]
        all_judged = len(judged) == len(case.claims) and judged
        return _stopped(
            Clock(due(case.received_at, ANONYMOUS_DAYS, "d", calendar).at, FINDING), max(judged) if all_judged else None
        )
    clock = _first(case, calendar) if case.cycle == 1 else _later(case, calendar)
    reached = next((each.at for each in case.answers if each.at > case.cycle_began), None)
    if reached is not None:
        return _stopped(clock, reached)
    tried = attempted_at(case.tries, calendar)
    return Clock(clock.due_at, clock.basis, tried, ATTEMPTED) if tried else clock


def statement_due(delivered_at: str) -> str:
    """24 elapsed hours after the person concerned saw the question or was told of it."""
    return due(delivered_at, STATEMENT_HOURS, "h", _ELAPSED).at


def attempted_at(tries: Sequence[Try], calendar: Calendar) -> str | None:
    """When trying counts as enough: three calls in vain on two days, and a written message; None before that."""
    calls: list[str] = []
    written = False
    for each in tries:
        if each.channel in MESSAGES:
            written = True
        else:
            calls.append(each.at)
        if written and len(calls) >= TRIES and len({calendar.day_of(at) for at in calls}) >= TRY_DAYS:
            return each.at
    return None


def _first(case: _Case, calendar: Calendar) -> Clock:
    persons = [each for each in case.parties if each.person]
    if not case.names_persons:
        return Clock(due(case.received_at, ANSWER_HOURS, "h", calendar).at, RECEIPT)
    backstop = due(case.received_at, BACKSTOP_HOURS, "h", calendar).at
    stated = min((each.stated_at for each in persons if each.stated_at), default=None)
    if stated is None:
        return Clock(backstop, BACKSTOP)
    after = due(stated, ANSWER_HOURS, "h", calendar).at
    return Clock(after, STATEMENT) if after <= backstop else Clock(backstop, BACKSTOP)


def _later(case: _Case, calendar: Calendar) -> Clock:
    if case.next_answer is not None:
        return Clock(case.next_answer, PROMISED)
    return Clock(due(case.cycle_began, ANSWER_HOURS, "h", calendar).at, AGAIN)


def _stopped(clock: Clock, at: str | None) -> Clock:
    return Clock(clock.due_at, clock.basis, at, REACHED) if at else clock


_ELAPSED = Calendar("UTC")  # hours are elapsed hours in every zone (K1)
