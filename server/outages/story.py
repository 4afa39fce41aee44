"""An interruption's facts read, and its row brought up to what they say; runs in the transaction that wrote the fact."""

from __future__ import annotations

from sqlalchemy import select

from server.kernel import clock
from server.kernel.db import db
from server.matters.models import Commitment
from server.matters.rules import KEPT, MOVED, OPEN
from server.outages.models import Outage
from server.outages.rules import EMERGENCY_MINUTES, FACT_KINDS, RUNNING, Story, story_of
from server.visits.log.shown import ShownFact
from server.visits.models import Fact
from server.visits.office.subjects import Subject, facts_of, shown_fact


def subject_of(outage: str) -> Subject:
    """The subject of an interruption's log."""
    return Subject("outage", outage)


def facts_in(organisation: str, outage: str) -> list[Fact]:
    """Its facts, in the order of its log."""
    return facts_of(organisation, subject_of(outage), *FACT_KINDS)


def story_in(organisation: str, outage: str) -> Story:
    """The interruption as its facts have it."""
    return story_of(shown_fact(row, told_later=True) for row in facts_in(organisation, outage))


def written(organisation: str, subject_type: str, outage: str, kind: str) -> None:
    """Inside `write`: a fact of an interruption was written, so its row says it, too."""
    row = db.session.get(Outage, (organisation, outage)) if subject_type == "outage" else None
    if row is not None and kind in FACT_KINDS:
        project(row)


def project(row: Outage) -> Story:
    """Inside `write`: the row as the facts have it; returns the story."""
    story = story_in(row.organisation_id, row.id)
    row.state, row.began_at, row.ended_at = story.state, story.began_at, story.ended_at
    row.from_at, row.to_at = story.from_at, story.to_at
    _store_owed(row, story)
    db.session.flush()
    return story


def _store_owed(row: Outage, story: Story) -> None:
    """Who was told of it is owed the news, that it is cancelled or ends later: a commitment that waits until the hotline was told (case 6)."""
    wanted = select(Commitment).where(
        Commitment.organisation_id == row.organisation_id,
        Commitment.source_type == "outage",
        Commitment.source_id == row.id,
        Commitment.state == OPEN,
    )
    waiting = list(db.session.scalars(wanted))
    news = story.untold
    for each in waiting:
        if news is None or each.id != news.id:
            told = next((one for one in story.announced if one.at >= each.promised_at), None)
            each.state = KEPT if told else MOVED
            each.closed_at, each.closed_fact, each.closed_by = (told.at, told.id, told.person) if told else (None,) * 3
            each.successor_id = None if told else news.id if news else None
    if news is not None and all(each.id != news.id for each in waiting):
        db.session.add(_commitment(row, story, news))


def _commitment(row: Outage, story: Story, news: ShownFact) -> Commitment:
    if story.cancelled is not None:
        about, due = "outage_cancelled", row.from_at
    elif story.state == RUNNING:
        about, due = "outage_extended", story.extended[-1][1]
    else:
        about, due = "outage_moved", min(story.moved[-1][1], row.from_at)  # because people wait for the earlier of both
    return Commitment(
        organisation_id=row.organisation_id,
        id=news.id,
        kind="other",
        clause="FT-7",
        source_type="outage",
        source_id=row.id,
        owed_to="hotline",
        what=story.scope_text[:200],
        about=about,
        promised_at=news.at,
        due_at=max(due, clock.later(news.at, minutes=EMERGENCY_MINUTES)),
        owner_team=row.team_id or "",
        owner_id=news.person,
    )
