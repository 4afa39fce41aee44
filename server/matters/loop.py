"""What a matter's own facts make owed: a result fed back, a superior told, somebody visited whose list was incomplete (FT-6, SV-7). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from server.kernel import clock
from server.kernel.deadlines import Calendar, Due, due, next_working_day
from server.matters.matter_rules import Story
from server.matters.rules import KEPT, MOVED, OPEN, RETURN, WITHDRAWN
from server.visits.log.shown import ShownFact

FEED_BACK, OTHER = "feed_back", "other"
URGENT_MINUTES, ACKNOWLEDGE_MINUTES = 30, 30
END_OF_DAY, TOO_LATE, NEXT_MORNING = time(17, 30), time(17), time(10)
SUPERIOR_IN, INCOMPLETE_IN = (1, "wd"), (2, "wd")


@dataclass(frozen=True, slots=True)
class Owed:
    """A commitment that the matter's facts have made, and what has become of it. `id` is that of the fact."""

    id: str
    kind: str
    clause: str
    about: str
    made_at: str
    due: Due
    owed_to: str
    person: str
    state: str = OPEN
    closed: ShownFact | None = None
    successor: str | None = None


def owed(events: Sequence[ShownFact], story: Story, urgent: bool, calendar: Calendar) -> list[Owed]:
    """Every commitment of the matter itself, in the order in which it was made."""
    return [
        *_feed_backs(events, story, urgent, calendar),
        *_superior(story, calendar),
        *_incomplete(events, story, calendar),
        *_foreign(events, story),
    ]


def feed_back_due(at: str, urgent: bool, calendar: Calendar) -> Due:
    """Urgent: 30 minutes after the end. Else 17:30 of the day; what ends after 17:00 has until 10:00 of the next working day."""
    if urgent:
        return Due(clock.later(at, minutes=URGENT_MINUTES))
    day = calendar.day_of(at)
    if clock.instant(at) <= calendar.at(day, TOO_LATE):
        return Due(clock.text_of(calendar.at(day, END_OF_DAY)))
    after = date.fromisoformat(next_working_day(day.isoformat(), calendar))
    return Due(
        clock.text_of(calendar.at(after, NEXT_MORNING)), not (calendar.is_known(day) and calendar.is_known(after))
    )


def _feed_backs(events: Sequence[ShownFact], story: Story, urgent: bool, calendar: Calendar) -> Iterator[Owed]:
    came = [each for each in events if each.kind == "result_came"]
    by_id = {each.id: each for each in events}
    for place, event in enumerate(came):
        result = by_id.get(str(event.body.get("fact")))  # None where it was taken back
        start = result.at if result else event.at
        made = (event.id, FEED_BACK, "FT-6", "", start, feed_back_due(start, urgent, calendar), "hotline", "")
        later = came[place + 1 :]
        told = next((each for each in events if each.kind == "result_fed_back" and each.at >= start), None)
        if result is None:
            yield Owed(*made, WITHDRAWN, event)
        elif told and (not later or told.at < later[0].at):
            yield Owed(*made, KEPT, told)
        elif later:
            yield Owed(*made, MOVED, later[0], later[0].id)  # because the later result is the one that is told
        else:
            yield Owed(*made)


def _superior(story: Story, calendar: Calendar) -> Iterator[Owed]:
    refusal = story.refused
    if refusal is None or not refusal.body.get("large"):
        return
    until = due(refusal.at, *SUPERIOR_IN, calendar)
    told = story.superior_told
    made = (refusal.id, OTHER, "SV-7", "superior", refusal.at, until, "staff", refusal.person)
    yield Owed(*made, KEPT, told) if told else Owed(*made)


def _incomplete(events: Sequence[ShownFact], story: Story, calendar: Calendar) -> Iterator[Owed]:
    """The second list named other things than the first: we go to them, and whoever gave the first answers for it."""
    for before, after in zip(story.missing, story.missing[1:], strict=False):
        if not before.incomplete:
            continue
        made_at = after.event.at
        went = next(
            (
                each
                for each in events
                if each.at >= made_at
                and (
                    each.kind == "papers_complete"
                    or (
                        each.kind == "contacted"
                        and (each.body.get("channel"), each.body.get("to")) == ("in_person", "customer")
                    )
                )
            ),
            None,
        )
        until = due(made_at, *INCOMPLETE_IN, calendar)
        made = (after.event.id, RETURN, "SV-7", "incomplete", made_at, until, "applicant", before.event.person)
        yield Owed(*made, KEPT, went) if went else Owed(*made)


def _foreign(events: Sequence[ShownFact], story: Story) -> Iterator[Owed]:
    for event in (each for each in events if each.kind == "sent_to_hotline"):
        answered = next((each for each in events if each.kind == "acknowledged" and each.at >= event.at), None)
        until = Due(clock.later(event.at, minutes=ACKNOWLEDGE_MINUTES))
        made = (event.id, OTHER, "FT-6", "acknowledge", event.at, until, "hotline", event.person)
        yield Owed(*made, KEPT, answered) if answered else Owed(*made)
