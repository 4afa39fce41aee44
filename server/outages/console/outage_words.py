"""How interruptions are worded on the console's pages: scope, times, state, marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from sqlalchemy import select

from server.console.layout import listed, t
from server.console.view import ViewContext
from server.i18n import dates
from server.i18n.messages import translate
from server.kernel import clock
from server.kernel.db import db
from server.matters.models import Commitment
from server.outages.clocks import Mark, marks_of
from server.outages.models import Outage
from server.outages.rules import ANNOUNCED, CANCELLED, DRAFT, OVER, RUNNING, Story

TONES = {
    DRAFT: ("quiet", "planned"),
    ANNOUNCED: ("", "promise"),
    RUNNING: ("attention", "working"),
    OVER: ("good", "done"),
    CANCELLED: ("quiet", "cancelled"),
}


def span_of(row: Outage, reader: ViewContext) -> str:
    """6月15日 09:00–15:00; the day is named again where it ends on another."""
    begin = dates.moment_short(row.from_at, reader.today, reader.zone)
    same = clock.day_of(row.from_at, reader.zone) == clock.day_of(row.to_at, reader.zone)
    end = (
        clock.hour_and_minute(row.to_at, reader.zone)
        if same
        else dates.moment_short(row.to_at, reader.today, reader.zone)
    )
    return f"{begin}–{end}"


def state_of(row: Outage) -> dict[str, Any]:
    """The state as a badge."""
    tone, icon = TONES[row.state]
    return {"state": icon, "tone": tone, "word": t(f"outage.state.{row.state}"), "note": ""}


def mark_words(mark: Mark, reader: ViewContext) -> str:
    """贴晚了 12 分钟."""
    return t(f"outage.mark.{mark.what}", span=dates.span(mark.minutes, reader.language) if mark.minutes else "")


def row_of(row: Outage, story: Story, reader: ViewContext) -> dict[str, Any]:
    """One line of the list."""
    told = min((each.at for each in story.announced), default=None)
    return {
        "id": row.id,
        "url": url_for("console.outage", outage_id=row.id),
        "number": row.number,
        "when": span_of(row, reader),
        "scope": row.scope_text,
        "households": row.households,
        "medium": t(f"outage.medium.{row.medium}"),
        "kind": t(f"outage.kind.{row.kind}"),
        "reason": story.reason,
        "state": state_of(row),
        "marks": listed(mark_words(each, reader) for each in marks_of(story, reader.now)),
        "told": dates.moment_short(told, reader.today, reader.zone) if told else "",
        "posted": t("outage.posted_of", posted=len(story.posted), of=story.entrances),
        "untold": story.untold is not None,
        "unposted": story.unposted,
    }


def say_left_open(organisation: str, ids: Sequence[str], language: str) -> Mapping[str, tuple[str, str]]:
    """id → (words, address) of the commitments among these that are about an interruption."""
    wanted = select(Commitment).where(
        Commitment.organisation_id == organisation, Commitment.id.in_(ids), Commitment.source_type == "outage"
    )
    return {
        row.id: (
            f"{translate(f'console.commitment.owed.{row.about}', language)} · {row.what[:60]}",
            url_for("console.outage", outage_id=row.source_id),
        )
        for row in db.session.scalars(wanted)
    }
