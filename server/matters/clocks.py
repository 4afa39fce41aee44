"""The clocks of a matter: where each begins and ends by its facts, how long it stood still, and how it was judged. Pure.

Moments come from `kernel/deadlines.py`, the judgement from `standards/limits.py`; nothing here counts time or compares it with a figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from server.kernel import clock
from server.kernel.deadlines import Calendar, Due, due, with_pauses
from server.matters.matter_rules import BY_CONTACT, MARKS, Pause, Story
from server.standards.limit_table import PERSON, Rule, TableAt
from server.standards.limits import judge
from server.standards.moment import second_of
from server.standards.record import record_of
from server.visits.log.shown import ShownFact


@dataclass(frozen=True, slots=True)
class Taken:
    """How a matter was taken: when, of which kind, and whether its first visit had a time, so that it was not wanted at once."""

    kind: str
    at: str
    timeless: bool


@dataclass(frozen=True, slots=True)
class Begun:
    """A clock that begins; `why` says that it cannot be measured."""

    rule: Rule
    at: str
    person: str = ""
    uncertain: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock as it stands: due, how long it stood still, and the verdict of the one interpreter."""

    rule: Rule
    person: str
    started_at: str
    due: Due
    paused_ms: int
    stopped_at: str | None
    minutes: int | None
    verdict: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What clocks look at: the matter's story, all its facts, since when whose phone holds the order, and who was on duty then."""

    taken: Taken
    story: Story
    events: Sequence[ShownFact]
    delivered: Mapping[str, str] = field(default_factory=dict)  # person → moment
    on_duty: Callable[[str, str], bool] = lambda person, at: False
    fixed: Mapping[tuple[str, str, str], Due] = field(
        default_factory=dict
    )  # (rule, person, start) → stored, never computed again (K7)


def readings(facts: Facts, tables: TableAt, calendar: Calendar, now: str) -> list[Reading]:
    """Every clock that has begun, by the rules that were in force when it did (K7)."""
    return [_reading(begun, facts, calendar, now) for begun in _begun(facts, tables)]


def _begun(facts: Facts, tables: TableAt) -> Iterator[Begun]:
    taken, marks = facts.taken, facts.story.marks
    points: list[tuple[str, str, bool]] = [("accepted", taken.at, False)]
    points += [("order", taken.at, False)]
    papers = marks.get("papers_complete")
    if papers or not facts.story.missing:  # else it begins once they are complete
        points.append(("papers_complete", papers.at if papers else taken.at, bool(papers and papers.uncertain)))
    points += [
        (name, marks[name].at, marks[name].uncertain) for name in MARKS if name in marks and name != "papers_complete"
    ]
    for name, at, uncertain in points:
        for rule in tables(at):
            if rule.start == name and rule.is_for(taken.kind) and (rule.stop != "arrived" or taken.timeless):
                yield Begun(rule, at, uncertain=uncertain)
    for person, at in sorted(_on_the_phone(facts).items()):
        for rule in tables(at):
            if measures_a_person(rule, taken.kind) and taken.timeless:
                yield Begun(rule, at, person, why="" if facts.on_duty(person, at) else "not_on_duty")


def measures_a_person(rule: Rule, kind: str) -> bool:
    """Whether an order of this kind begins the rule's clock once somebody's phone has it."""
    return rule.start == "on_the_phone" and rule.measures == PERSON and rule.is_for(kind)


def _on_the_phone(facts: Facts) -> dict[str, str]:
    """Person → since when they had the order: on the phone, or told by a contact, whichever was first."""
    found = dict(facts.delivered)
    for event in facts.events:
        if event.kind == "technician_told":
            person = str(event.body["person"])
            found[person] = min(found.get(person, event.at), event.at)
    return found


def _ends(rule: Rule, person: str, facts: Facts) -> Iterator[ShownFact]:
    """The facts that stop a clock, the first one first."""
    for event in facts.events:
        if (
            rule.stop == "arrived"
            and event.kind == "arrived"
            or rule.stop == "own_arrived"
            and event.kind == "arrived"
            and event.person == person
        ):
            yield event
    if rule.stop in (*MARKS, *BY_CONTACT) and rule.stop in facts.story.marks:
        yield facts.story.marks[rule.stop]
    if rule.stop in ("repaired", "finished", "water_on"):
        yield from (each.event for each in facts.story.results if each.solved)


def _reading(begun: Begun, facts: Facts, calendar: Calendar, now: str) -> Reading:
    rule = begun.rule
    end = next(_ends(rule, begun.person, facts), None)
    pauses = _pauses(rule, begun.at, facts)
    kept = facts.fixed.get((rule.id, begun.person, begun.at))
    found = (
        with_pauses(begun.at, rule.figure, rule.unit, pauses, now, calendar)
        if pauses
        else kept or due(begun.at, rule.figure, rule.unit, calendar)
    )
    backwards = end is not None and end.at < begun.at
    spoiled = begun.uncertain or bool(begun.why) or backwards or bool(end and end.uncertain)
    why = begun.why or ("clock" if begun.uncertain or (end and end.uncertain) else "backwards" if backwards else "")
    limit = {
        "id": rule.id,
        "clause": rule.clause,
        "from": {"first": "begun"},
        "to": {"first": "ended"},
        "at_most": _seconds(found.at) - _seconds(begun.at),
    }
    told = [{"id": "begun", "kind": "begun", "at": begun.at, "body": {}, "uncertain": spoiled}]
    told += [{"id": "ended", "kind": "ended", "at": end.at, "body": {}, "uncertain": spoiled}] if end else []
    [result] = judge([limit], record_of(told), {}, now)
    over = end is not None
    return Reading(
        rule,
        begun.person,
        begun.at,
        found,
        sum(_length(each, found.at, end.at if end else now) for each in pauses),
        end.at if end else None,
        result.get("minutes"),
        "not_measured" if begun.why and not over else result["state"],
        why,
    )


def _pauses(rule: Rule, start: str, facts: Facts) -> list[tuple[str, str | None]]:
    """The spans in which this clock stands still, joined where they overlap; agreed times that the customer wished are such spans, too (ruling 5)."""
    spans = [each for each in [*facts.story.pauses, *wished(facts.events)] if each.reason in rule.pausable]
    joined: list[tuple[str, str | None]] = []
    for span in sorted(spans, key=lambda each: each.start):
        begin, end = max(span.start, start), span.end
        if end is not None and end <= begin:
            continue
        if joined and (joined[-1][1] is None or begin <= (joined[-1][1] or "")):
            last = joined[-1]
            joined[-1] = (last[0], None if end is None or last[1] is None else max(last[1], end))
        else:
            joined.append((begin, end))
    return joined


def wished(events: Iterable[ShownFact]) -> list[Pause]:
    """From when until when the customer wanted to wait: an order for a later time, and a time that the customer moved."""
    orders = [each for each in events if each.kind == "ordered"][:1]  # what is booked anew later is no wish by itself
    moved = [each for each in events if each.kind == "rescheduled" and each.body.get("by") == "customer"]
    found = []
    for event in [*orders, *moved]:
        to = event.body.get("agreed_at") or (event.body.get("window") or {}).get("from")
        if to and str(to) > event.at:
            found.append(Pause("customer_wishes", event.at, str(to)))
    return found


def _length(span: tuple[str, str | None], due_at: str, until: str) -> int:
    begin, end = span[0], min(span[1] or until, until)
    return max(0, clock.milliseconds_between(begin, end)) if begin <= due_at and end > begin else 0


def _seconds(moment: str) -> int:
    return second_of(moment) or 0
