"""Saying no, and what is missing: told once, in writing, to the applicant and, where it is large, to the superior (SV-7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from server.accounts.calendar import calendar_of
from server.accounts.responsibility import must_decide, responsible
from server.kernel import clock
from server.kernel.db import db
from server.kernel.deadlines import days_back
from server.kernel.problem import Problem
from server.matters.actions import REACHED, Spoke
from server.matters.matter_actions import (
    Who,
    contact_of,
    feed_back,
    loaded,
    no_open_visits,
    result_came,
    say,
    still_open,
    with_text,
)
from server.matters.matter_log import Whole
from server.matters.matter_models import Matter
from server.matters.matter_rules import missing_now
from server.standards.wording_list import check_outgoing
from server.visits.models import Fact
from server.visits.office.append import act

SHORTEST_REASON, SECOND_WITHIN, MOST_ITEMS = 10, 90, 30
WRITTEN = ("text", "paper", "link")


@act
def refuse(
    who: Who,
    matter: str,
    reason: str,
    spoke: Spoke | None,
    *,
    to: str = "customer",
    way_out: str = "",
    large: Sequence[str] = (),
    all_the_same: bool = False,
) -> str:
    """Say no, with a reason of at least ten characters (`bad_input`), and to the applicant; a neighbour is not the applicant.

    A second refusal to the same applicant within 90 days is large by itself. Returns the result of the contact.
    """
    this = still_open(who, matter)
    no_open_visits(this)
    if len(reason) < SHORTEST_REASON:
        raise Problem("bad_input", {"reason": ["console.matter.mistake.short"]})
    said = f"{reason}\n{way_out}"
    check_outgoing(who.organisation, who.person, f"matter {matter}", said, all_the_same=all_the_same)
    contact, result = contact_of(who, this, spoke, to) if spoke else ("", "not_reached")
    grounds = sorted({*large} | ({"second"} if refused_before(this.row, clock.now()) else set()))
    body: dict[str, Any] = {"reason": reason} | with_text("way_out", way_out) | ({"large": grounds} if grounds else {})
    fact = say(who, this, "refused", body | ({"contact": contact} if result == REACHED else {}))
    result_came(who, matter, "refused", fact)
    feed_back(who, matter)
    return result


@act
def tell_refusal(who: Who, matter: str, spoke: Spoke, to: str = "customer") -> str:
    """The applicant hears why; returns the result of the contact."""
    this = still_open(who, matter)
    if this.story.refused is None:
        raise Problem("not_refused")
    contact, result = contact_of(who, this, spoke, to)
    if result == REACHED:
        say(who, this, "refusal_told", {"contact": contact})
        feed_back(who, matter)
    return result


@act
def tell_superior(who: Who, matter: str, text: str) -> None:
    """A large refusal goes to the superior in writing (SV-7); `nobody_responsible` where nobody was named who did not refuse it himself."""
    this = still_open(who, matter)
    if this.story.refused is None:
        raise Problem("not_refused")
    superior = superior_of(this)
    say(who, this, "superior_told", {"person": superior, "text": text})


@act
def overturn(who: Who, matter: str, reason: str) -> None:
    """The superior decides that it is done after all; nobody decides about his own refusal (`not_yours_to_decide`)."""
    this = still_open(who, matter)
    if this.story.refused is None:
        raise Problem("not_refused")
    must_decide(who.person, superior_of(this))
    say(who, this, "overturned", {"reason": reason})


@act
def tell_missing(who: Who, matter: str, items: Sequence[str], written: str, *, all_the_same: bool = False) -> None:
    """Everything that is missing, told once and in writing; other items later mark this list as incomplete (一次性告知)."""
    this = still_open(who, matter)
    if not items or len(items) > MOST_ITEMS or written not in WRITTEN:
        raise Problem("bad_input", {"items": ["console.matter.mistake.items"]})
    check_outgoing(who.organisation, who.person, f"matter {matter}", "\n".join(items), all_the_same=all_the_same)
    say(who, this, "told_missing", {"items": list(items), "written": written})


@act
def take_item(who: Who, matter: str, item: str) -> None:
    """One of the missing things was brought; with the last one the papers are complete."""
    this = still_open(who, matter)
    if item not in missing_now(this.story):
        raise Problem("bad_input", {"item": ["console.matter.mistake.items"]})
    say(who, this, "item_given", {"item": item})
    this = loaded(who, matter)
    if not missing_now(this.story) and "papers_complete" not in this.story.marks:
        say(who, this, "papers_complete", {})


def superior_of(this: Whole) -> str:
    """Who hears of a refusal and may overturn it: never who refused."""
    refusal = this.story.refused
    own = frozenset({refusal.person}) if refusal else frozenset[str]()
    return responsible(this.row.organisation_id, "refusal_superior", this.row.owner_team, not_these=own)


def refused_before(row: Matter, now: str) -> bool:
    """Whether the same applicant was refused something in the 90 days up to today (K4)."""
    if row.customer_id is None:
        return False
    calendar = calendar_of(row.organisation_id)
    first, _ = days_back(calendar.day_of(now).isoformat(), SECOND_WITHIN)
    since = clock.moment_at(first, "00:00", calendar.zone)
    others = select(Matter.id).where(
        Matter.organisation_id == row.organisation_id, Matter.customer_id == row.customer_id, Matter.id != row.id
    )
    wanted = select(Fact.id).where(
        Fact.organisation_id == row.organisation_id,
        Fact.subject_type == "matter",
        Fact.subject_id.in_(others),
        Fact.kind == "refused",
        Fact.corrected_at >= since,
    )
    return db.session.scalar(wanted.limit(1)) is not None
