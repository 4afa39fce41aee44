"""When customers are called back, who is drawn and what is asked (SV-1, ruling 14). Pure."""

from __future__ import annotations

import calendar
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# `complain` has eight letters, because the column of plans has room for no more.
PROJECT, SAMPLE, COMPLAINT = "project", "sample", "complain"
PLANS = (PROJECT, SAMPLE, COMPLAINT)
PLANNED, ASKED, REFUSED, UNREACHABLE = "planned", "asked", "refused", "unreachable"
STATES = (PLANNED, ASKED, REFUSED, UNREACHABLE)
RESULTS = ("no_answer", "busy", "wrong_number", "later", "no_calls", "refused")  # of an attempt without answers
IN_VAIN = ("no_answer", "busy", "wrong_number")
MONTHS_OF_FIRST_YEAR, MONTHS_OF_QUARTER = 12, 3
LAST_YEAR = 5  # years after which a project is called no more, unless its plan says less
DAYS_AROUND = 5
LEAST, SHARE = 10, 20  # of a month's visits at least ten, and one of twenty
QUIET_DAYS = 90  # in which a customer is called once
ATTEMPTS, ATTEMPT_DAYS = 3, 2
FIRST_HOUR, LAST_HOUR = 9, 21  # calls from nine until before nine in the evening, on the organisation's clocks
DISSATISFIED = 2

# The questions in the order in which they are read aloud; answers by key 1 to 5. `satisfied` is 5 for very satisfied.
QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "punctual": ("yes", "late", "unsure"),
    "careful": ("all", "partly", "not"),
    "signed": ("self", "family", "nobody"),
    "honest": ("none", "unsure", "asked"),
    "works": ("well", "partly", "not"),
    "satisfied": ("5", "4", "3", "2", "1"),
}
WORDS = "words"  # the last question is answered in words


def due_days(delivered_on: str, until: str = "") -> list[str]:
    """The days on which a delivered project is called: monthly anniversaries in the first year, then quarterly (days as YYYY-MM-DD).

    A month without that day has its last one.
    """
    first = date.fromisoformat(delivered_on)
    months = [
        *range(1, MONTHS_OF_FIRST_YEAR + 1),
        *range(MONTHS_OF_FIRST_YEAR + MONTHS_OF_QUARTER, LAST_YEAR * 12 + 1, MONTHS_OF_QUARTER),
    ]
    days = [_anniversary(first, each).isoformat() for each in months]
    return [day for day in days if not until or day <= until]


def window(due_on: str) -> tuple[str, str]:
    """The first and the last day on which a call counts for this due day."""
    day = date.fromisoformat(due_on)
    return (day - timedelta(days=DAYS_AROUND)).isoformat(), (day + timedelta(days=DAYS_AROUND)).isoformat()


def sample_size(population: int) -> int:
    """How many of a team's finished visits of a month are called: ten or one of twenty, whichever is more; all where there are fewer."""
    return min(population, max(LEAST, -(-population // SHARE)))


def place_of(seed: str, organisation: str, month: str, visit: str) -> str:
    """The visit's place in the draw: SHA-256 over the four, a line each, in hex."""
    return hashlib.sha256("\n".join((seed, organisation, month, visit)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A visit of the population in the order of the draw. `why` is drawn | recent | twice | not_needed."""

    visit: str
    place: str
    why: str


def draw(
    seed: str, organisation: str, month: str, population: Mapping[str, str], recent: Collection[str]
) -> list[Drawn]:
    """The whole population (visit → customer) in the order of the draw, each with what became of it.

    `recent`: customers who were called within 90 days; they are passed over and the next one is drawn. So is the second visit of one customer.
    """
    wanted, found, taken = sample_size(len(population)), list[Drawn](), set[str]()
    for place, visit in sorted((place_of(seed, organisation, month, each), each) for each in population):
        customer = population[visit]
        if len(taken) == wanted:
            why = "not_needed"
        elif customer in recent:
            why = "recent"
        elif customer in taken:
            why = "twice"
        else:
            why = "drawn"
            taken.add(customer)
        found.append(Drawn(visit, place, why))
    return found


def may_call_at(hour: int) -> bool:
    """Whether one may telephone at this hour of the organisation's clocks."""
    return FIRST_HOUR <= hour < LAST_HOUR


def is_unreachable(days: Sequence[str]) -> bool:
    """Three attempts in vain on two days (the day of each attempt)."""
    return len(days) >= ATTEMPTS and len(set(days)) >= ATTEMPT_DAYS


def unknown_answers(answers: Mapping[str, str]) -> list[str]:
    """The questions whose answer is none that may be given; what nobody asked may be missing."""
    return [name for name, value in answers.items() if value not in QUESTIONS.get(name, ())]


def is_low(answers: Mapping[str, str]) -> bool:
    """An answer that may be a complaint: dissatisfied, asked for money, or not signed by the customer's household."""
    satisfied = answers.get("satisfied", "")
    return (
        (satisfied != "" and int(satisfied) <= DISSATISFIED)
        or answers.get("honest") == "asked"
        or answers.get("signed") == "nobody"
    )


def satisfaction(answers: Iterable[Mapping[str, str]], called: int) -> dict[str, int]:
    """(SV-5) how many of those who answered are satisfied (4, 5), how many answered, of how many."""
    values = [int(each["satisfied"]) for each in answers if each.get("satisfied")]
    return {"satisfied": sum(value >= 4 for value in values), "answered": len(values), "called": called}


def _anniversary(first: date, months: int) -> date:
    year, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + year, month + 1
    return date(year, month, min(first.day, calendar.monthrange(year, month)[1]))
