"""What a notice says: the organisation's own text or the built-in one, its placeholders and their values."""

from __future__ import annotations

from typing import NamedTuple

from flask import current_app
from sqlalchemy import select

from server.accounts.models import Organisation, Person
from server.customers.models import Customer, Premises
from server.customers.rules import addressed_as, headline
from server.evidence.models import Receipt
from server.i18n.dates import named_day
from server.i18n.messages import LANGUAGES, catalogue, translate
from server.kernel import clock
from server.kernel.db import db
from server.notices.links import link_of
from server.notices.models import Notice, NoticeText
from server.notices.rules import CUSTOMER, KINDS, blanks_in, fill
from server.outages.models import Outage
from server.visits import standard
from server.visits.models import Fact, Visit


class Words(NamedTuple):
    """A text with its subject, with placeholders or filled."""

    subject: str
    text: str


def words_of(organisation: str, kind: str, language: str) -> Words:
    """The text that counts for a kind in a language."""
    own = db.session.get(NoticeText, (organisation, kind, language))
    return Words(own.subject, own.text) if own else built_in(kind, language)


def built_in(kind: str, language: str) -> Words:
    """The text with which every organisation begins."""
    known = catalogue()
    return Words(known[f"notices.text.{kind}.subject"][language], known[f"notices.text.{kind}.text"][language])


def filled(notice: Notice) -> Words:
    """Inside `write`: what this notice says now; `Unfilled` where a placeholder has no value."""
    language = language_of_notice(notice.organisation_id, notice.kind, notice.customer_id)
    words = words_of(notice.organisation_id, notice.kind, language)
    wanted = blanks_in(words.subject + words.text)
    if notice.subject_type == "outage":
        values = _of_outage(notice, language)
    else:
        visit = db.session.get_one(Visit, (notice.organisation_id, notice.subject_id))
        values = values_of(notice, visit, language, wanted)
    return Words(fill(words.subject, values), fill(words.text, values))


def language_of_notice(organisation: str, kind: str, customer: str | None) -> str:
    """The customer's language, or the organisation's for what goes to staff."""
    row = db.session.get(Customer, (organisation, customer)) if customer else None
    if KINDS[kind].audience == CUSTOMER and row is not None and row.language in LANGUAGES:
        return row.language
    language = db.session.get_one(Organisation, organisation).language
    return language if language in LANGUAGES else LANGUAGES[0]


def values_of(notice: Notice, visit: Visit, language: str, wanted: list[str]) -> dict[str, str]:
    """Placeholder → value, '' where there is none; a link is only made where the text names it."""
    organisation = db.session.get_one(Organisation, visit.organisation_id)
    customer = db.session.get_one(Customer, (visit.organisation_id, visit.customer_id))
    premises = db.session.get_one(Premises, (visit.organisation_id, visit.premises_id))
    lead = db.session.get(Person, (visit.organisation_id, visit.lead_id)) if visit.lead_id else None
    english = language == "en"
    document = standard.document_of(visit.organisation_id, visit.standard_id, visit.standard_version)
    values = {
        "organisation": (organisation.name_en if english else None) or organisation.name,
        "hotline": organisation.hotline,
        "number": visit.number,
        "work": standard.title_of(document, visit.kind_of_work)[language],
        "customer": addressed_as(customer.name, customer.salutation, language),
        "technician": ((lead.name_en if english else None) or lead.name) if lead else "",
        "badge": (lead.badge or "") if lead else "",
        "place": headline(premises),
    }
    values |= time_of(visit, organisation.time_zone, language)
    if "minutes" in wanted or "expected" in wanted:
        values |= _late(notice, visit, organisation.time_zone)
    if "link" in wanted:
        values["link"] = link_of(visit.organisation_id, visit.id)
    if "receipt" in wanted:
        receipt = db.session.get(Receipt, (visit.organisation_id, visit.id))
        values["receipt"] = f"{current_app.config['DOORSTEP'].public_url}/r/{receipt.code}" if receipt else ""
    return values


def _of_outage(notice: Notice, language: str) -> dict[str, str]:
    """Placeholder → value of a notice about an interruption, with its end as it stands now."""
    organisation = db.session.get_one(Organisation, notice.organisation_id)
    outage = db.session.get_one(Outage, (notice.organisation_id, notice.subject_id))
    customer = db.session.get(Customer, (notice.organisation_id, notice.customer_id or ""))
    zone, today = organisation.time_zone, clock.day_of(clock.now(), organisation.time_zone)
    first, last = clock.day_of(outage.from_at, zone), clock.day_of(outage.to_at, zone)
    begins, ends = (clock.hour_and_minute(each, zone) for each in (outage.from_at, outage.to_at))
    day, last_day = (named_day(each, language, today) for each in (first, last))
    return {
        "organisation": (organisation.name_en if language == "en" else None) or organisation.name,
        "hotline": organisation.hotline,
        "number": outage.number,
        "work": translate(f"notices.outage.{outage.kind}", language),
        "medium": translate(f"notices.medium.{outage.medium}", language),
        "customer": addressed_as(customer.name, customer.salutation, language) if customer else "",
        "place": outage.scope_text,
        "day": day,
        "time": f"{begins}–{ends}" if first == last else f"{begins} – {last_day} {ends}",
        "until": f"{last_day} {ends}",
        "link": f"{current_app.config['DOORSTEP'].public_url}/o/{outage.number}",
    }


def time_of(visit: Visit, zone: str, language: str) -> dict[str, str]:
    """{day, time} of a visit as a sentence has them; empty where no time is known."""
    moment = visit.agreed_at or visit.window_from
    if moment is None:
        return {"day": "", "time": ""}
    today = clock.day_of(clock.now(), zone)
    start, end = clock.hour_and_minute(moment, zone), visit.window_to
    time = start if visit.agreed_at or not end else f"{start}–{clock.hour_and_minute(end, zone)}"
    return {"day": named_day(clock.day_of(moment, zone), language, today), "time": time}


def _late(notice: Notice, visit: Visit, zone: str) -> dict[str, str]:
    fact = db.session.scalar(
        select(Fact).where(Fact.organisation_id == notice.organisation_id, Fact.id == notice.event)
    )
    body = fact.body if fact else {}
    minutes = body.get("minutes")
    expected = body.get("expected_at") or (
        clock.later(visit.agreed_at or visit.due, minutes=minutes) if minutes and visit.due else None
    )
    return {"minutes": str(minutes or ""), "expected": clock.hour_and_minute(expected, zone) if expected else ""}
