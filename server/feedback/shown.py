"""What the customer's page says of a visit: when, who, what to prepare, where the technician is in words, what came of it. Reads, never writes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from server.accounts.models import Organisation, Person, Team
from server.customers.models import Customer, Premises
from server.evidence.models import Receipt
from server.feedback.answers import may_move
from server.feedback.models import CustomerAnswer
from server.feedback.portraits import portrait_of
from server.feedback.trip_position import ON_THE_WAY, kilometres_to, position_of
from server.i18n.dates import named_day
from server.i18n.messages import LANGUAGES, translate
from server.kernel import clock
from server.kernel.db import db
from server.kernel.text.positions import map_link
from server.notices.models import VisitLink
from server.notices.wording import time_of
from server.visits import standard
from server.visits.models import Fact, Visit
from server.visits.rules import BEFORE_ARRIVAL, ENDED, FINISHED

NEAR = 1  # km, below which a straight line of rounded positions says no more


@dataclass(slots=True)
class Page:
    """The page's words, in its language and the organisation's zone."""

    visit: Visit
    code: str
    language: str
    organisation: str
    hotline: str
    zone: str
    title: str = ""
    when: str = ""
    place: str = ""
    work: str = ""
    technician: str = ""
    initial: str = ""
    badge: str = ""
    portrait: bool = False
    team: str = ""
    state: str = ""
    where: str = ""
    on_map: str = ""
    prepare: list[str] = field(default_factory=list)
    confirmed: bool = False
    moved_from: str = ""
    may_answer: bool = False
    may_move: bool = False
    receipt: str = ""
    answers: list[dict[str, str]] = field(default_factory=list)


def language_for(visit: Visit, chosen: str) -> str:
    """The language that was chosen, else the customer's own."""
    if chosen in LANGUAGES:
        return chosen
    own = db.session.get_one(Customer, (visit.organisation_id, visit.customer_id)).language
    return own if own in LANGUAGES else LANGUAGES[0]


def page_of(visit: Visit, language: str) -> Page:
    """Everything that the page shows; the door of the house is masked, because links are forwarded."""
    organisation = db.session.get_one(Organisation, visit.organisation_id)
    english, now = language == "en", clock.now()
    link = db.session.get_one(VisitLink, (visit.organisation_id, visit.id))
    name = (organisation.name_en if english else None) or organisation.name
    page = Page(visit, link.code, language, name, organisation.hotline, organisation.time_zone)
    document = standard.document_of(visit.organisation_id, visit.standard_id, visit.standard_version)
    page.work = standard.title_of(document, visit.kind_of_work)[language]
    page.place = masked_place(db.session.get_one(Premises, (visit.organisation_id, visit.premises_id)))
    _who(page, english)
    _when(page, now)
    affected = document.get("blanks", {}).get("affected", {}).get(language, "")
    page.prepare = [say(f"prepare.{each}", language) for each in ("adult", "room")]
    page.prepare += [say("prepare.off", language, affected=affected)] if affected else []
    page.may_answer = visit.state in BEFORE_ARRIVAL
    page.may_move = may_move(visit, now)
    if visit.state == ON_THE_WAY:
        page.where = _where(page)
        _position(page, now)
    receipt = db.session.get(Receipt, (visit.organisation_id, visit.id))
    page.receipt = receipt.code if receipt else ""
    _answered(page, now)
    return page


def say(key: str, language: str, **blanks: Any) -> str:
    """The page's words for a key."""
    return translate(f"feedback.page.{key}", language, **blanks)


def masked_place(premises: Premises) -> str:
    """翠湖花园 2 28**: the estate, the building, and half of the door; of a rural line what stands before its first comma."""
    rural = re.split("[,，;；]", premises.rural or "")
    place = premises.estate or rural[0] + (" **" if len(rural) > 1 else "") or premises.district or ""
    room = premises.room or ""
    half = room[: len(room) // 2] + "*" * (len(room) - len(room) // 2)
    return " ".join(part for part in (place, premises.building, half) if part)


def slot_words(start: str, end: str | None, page: Page) -> str:
    """11月20日 周四 14:00–16:00."""
    today = clock.day_of(clock.now(), page.zone)
    day = named_day(clock.day_of(start, page.zone), page.language, today)
    hours = clock.hour_and_minute(start, page.zone) + (f"–{clock.hour_and_minute(end, page.zone)}" if end else "")
    return f"{day} {hours}"


def _who(page: Page, english: bool) -> None:
    visit = page.visit
    lead = db.session.get(Person, (visit.organisation_id, visit.lead_id)) if visit.lead_id else None
    team = db.session.get(Team, (visit.organisation_id, visit.team_id))
    page.team = ((team.name_en if english else None) or team.name) if team else ""
    if lead is not None:
        page.technician = (lead.name_en if english else None) or lead.name
        page.initial, page.badge = page.technician[:1], lead.badge or ""
        page.portrait = portrait_of(visit) is not None


def _when(page: Page, now: str) -> None:
    visit, language = page.visit, page.language
    said = time_of(visit, page.zone, language)
    page.when = f"{said['day']} {said['time']}".strip()
    who = page.technician or say("somebody", language)
    if visit.state in FINISHED:
        page.title = say(f"title.{visit.state}", language)
    elif visit.state == "planned":
        today = clock.day_of(now, page.zone)
        ahead = {today: "today", clock.day_of(clock.later(now, days=1), page.zone): "tomorrow"}.get(visit.day, "later")
        key = f"title.{ahead}" if said["time"] else "title.no_time"
        page.title = say(key, language, time=said["time"], day=said["day"], who=who)
    else:
        page.title = say(f"title.{ON_THE_WAY if visit.state == ON_THE_WAY else 'here'}", language, who=who)
    moved = _last(visit, "rescheduled")
    old = moved.body.get("from", {}) if moved and visit.state == "planned" else {}
    start = old.get("agreed_at") or old.get("window", {}).get("from")
    if start and start > now:
        page.moved_from = slot_words(start, None if old.get("agreed_at") else old["window"].get("to"), page)


def _where(page: Page) -> str:
    """Where the technician is, in words: when he left, and from which estate (nothing of anybody's door)."""
    departed = _last(page.visit, "departed")
    if departed is None:
        return ""
    visit = page.visit
    before = (
        select(Premises.estate)
        .join(Visit, (Visit.organisation_id == Premises.organisation_id) & (Visit.premises_id == Premises.id))
        .where(
            Visit.organisation_id == visit.organisation_id,
            Visit.lead_id == visit.lead_id,
            Visit.day == visit.day,
            Visit.id != visit.id,
            Visit.state.in_(ENDED),
            Visit.last_fact_at <= departed.received_at,
        )
    )
    estate = db.session.scalar(before.order_by(Visit.last_fact_at.desc()).limit(1)) or ""
    at = clock.hour_and_minute(departed.corrected_at, page.zone)
    key = "where.from" if estate else "where.left"
    return say(key, page.language, time=at, who=page.technician or say("somebody", page.language), estate=estate)


def _position(page: Page, now: str) -> None:
    """What the technician's phone lets be seen of this trip: how far away, when that was, and the spot on a map."""
    visit = page.visit
    position = position_of(visit, now)
    if position is None:
        return
    away = kilometres_to(db.session.get_one(Premises, (visit.organisation_id, visit.premises_id)), position)
    at = clock.hour_and_minute(position.at, page.zone)
    key = "where.seen" if away is None else "where.near" if away < NEAR else "where.away"
    shown = None if away is None else round(away, 1) if away < 10 else round(away)
    page.where += " " + say(key, page.language, time=at, away=shown)
    page.on_map = map_link(position.lat, position.lon)


def _answered(page: Page, now: str) -> None:
    visit, today = page.visit, clock.day_of(now, page.zone)
    rows = db.session.scalars(
        select(CustomerAnswer)
        .where(CustomerAnswer.organisation_id == visit.organisation_id, CustomerAnswer.visit_id == visit.id)
        .order_by(CustomerAnswer.at)
    ).all()
    planned = visit.agreed_at or visit.window_from
    page.confirmed = any(row.what == "at_home" and row.wished_from == planned for row in rows)
    for row in rows[-5:]:
        day = named_day(clock.day_of(row.at, page.zone), page.language, today)
        wished = slot_words(row.wished_from, row.wished_to, page) if row.wished_from and row.what == "wish" else ""
        words = say(f"answered.{row.what}", page.language)
        seen = say("seen", page.language) if row.handled_at and row.what not in ("at_home", "moved") else ""
        page.answers.append(
            {
                "at": f"{day} {clock.hour_and_minute(row.at, page.zone)}",
                "words": " · ".join(each for each in (words, wished, seen) if each),
            }
        )


def _last(visit: Visit, kind: str) -> Fact | None:
    wanted = select(Fact).where(
        Fact.organisation_id == visit.organisation_id, Fact.subject_id == visit.id, Fact.kind == kind
    )
    return db.session.scalars(wanted.order_by(Fact.position.desc()).limit(1)).first()
