"""Which limits an interruption missed, by the moments of its facts: told before, told soon enough, ended when it was said (4.4). Pure."""

from __future__ import annotations

from dataclasses import dataclass

from server.kernel import clock
from server.outages.rules import EMERGENCY_MINUTES, OVER, PLANNED_HOURS, RUNNING, Story


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that was late or left out; `minutes` by how much, where that can be said."""

    what: str
    minutes: int = 0


def told_until(story: Story) -> str | None:
    """The latest moment in time for telling and posting: a day before a planned one begins, half an hour after a valve was closed."""
    if story.kind == "planned":
        return clock.later(story.from_at, hours=-PLANNED_HOURS)
    return clock.later(story.began_at, minutes=EMERGENCY_MINUTES) if story.began_at else None


def marks_of(story: Story, now: str) -> list[Mark]:
    """Everything to mark at this moment: `unannounced` | `announced_late` | `posted_late` | `overrun`."""
    found: list[Mark] = []
    posted, until = story.posted_at, told_until(story)
    told, first_posted = (
        min((each.at for each in said if each.at >= story.since), default=None)
        for said in (story.announced, story.posted)
    )  # because a notice that names another time tells nobody
    begun = story.began_at
    if story.kind == "planned" and begun and ((told or now) > begun or (first_posted or now) > begun):
        found.append(Mark("unannounced"))
    elif until and story.state != "cancelled":
        for name, at in (("announced_late", told), ("posted_late", posted)):
            if (at or now) > until:
                found.append(Mark(name, _minutes(until, at or now)))
    if begun and (over := overrun_of(story, now)):
        found.append(Mark("overrun", over))
    return found


def overrun_of(story: Story, now: str) -> int:
    """Minutes past the end that people had been told: an extension that came after it, else the real end, or now."""
    late = [_minutes(old, event.at) for event, old in story.extended if event.at > old]
    if story.state in (RUNNING, OVER) and (story.ended_at or now) > story.to_at:
        late.append(_minutes(story.to_at, story.ended_at or now))
    return max(late, default=0)


def _minutes(begin: str, end: str) -> int:
    return max(1, clock.milliseconds_between(begin, end) // 60_000)
