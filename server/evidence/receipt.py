"""What the customer's receipt says: who came when, what was shown and signed, which pictures belong to it. Reads, never writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from server.accounts.models import Organisation, Person, Team
from server.customers.models import Customer, Premises
from server.customers.rules import headline
from server.evidence.models import Awaited, Destruction, Receipt
from server.i18n.dates import named_day
from server.i18n.messages import catalogue, translate
from server.kernel.clock import day_of, hour_and_minute, now
from server.kernel.db import db
from server.standards.declared import CLOSED
from server.visits.log.withdrawn import shown_facts, withdrawn
from server.visits.models import Fact, Grant, Visit
from server.visits.rules import SIGNATURES, signature_of
from server.visits.standard import outcome_of


@dataclass(slots=True)
class Shown:
    """A receipt as its page shows it; times are already in the organisation's zone, texts in the page's language."""

    organisation: str
    hotline: str
    code: str
    language: str
    visit_id: str = ""
    organisation_id: str = ""
    home: bool = False
    title: str = ""
    when: str = ""
    place: str = ""
    received: str = ""
    technician: str = ""
    badge: str = ""
    lines: list[str] = field(default_factory=list)
    lines_language: str = ""
    pictures: list[dict[str, str]] = field(default_factory=list)
    signature: dict[str, str] | None = None
    awaited: int = 0
    fingerprint: str = ""
    objected: bool = False
    erased: str = ""  # the day on which words or pictures were destroyed under a rule
    signature_erased: bool = False
    by_digits: bool = False


def purpose_in_words(purpose: str, language: str) -> str:
    """What a photograph is for; "photograph" where a standard, or a phone, has a word of its own for it."""
    return catalogue().get(f"evidence.purpose.{purpose}", catalogue()["evidence.purpose.other"])[language]


def language_of_customer(grant: Grant) -> str:
    """The customer's own language."""
    visit = db.session.get_one(Visit, (grant.organisation_id, grant.visit_id))
    return db.session.get_one(Customer, (grant.organisation_id, visit.customer_id)).language


def shown_receipt(grant: Grant, language: str) -> Shown:
    """Everything that the page says of this visit; `home` is False while its record is still on its way."""
    organisation = db.session.get_one(Organisation, grant.organisation_id)
    name = organisation.name_en if language == "en" and organisation.name_en else organisation.name
    shown = Shown(name, organisation.hotline, grant.code, language, grant.visit_id, grant.organisation_id)
    receipt = db.session.get(Receipt, (grant.organisation_id, grant.visit_id))
    if receipt is None:
        return shown
    visit = db.session.get_one(Visit, (grant.organisation_id, grant.visit_id))
    facts = _facts(visit)
    shown.home, shown.awaited = True, visit.awaited
    shown.by_digits = bool(db.session.get_one(Customer, (visit.organisation_id, visit.customer_id)).phone)
    shown.fingerprint = " ".join(receipt.head[start : start + 4] for start in range(0, 16, 4)).upper()
    shown.received = hour_and_minute(receipt.issued_at, organisation.time_zone)
    shown.place = headline(db.session.get_one(Premises, (visit.organisation_id, visit.premises_id)))
    _say_what_happened(shown, facts, organisation.time_zone, visit)
    shown.objected = signature_of([fact for fact, _ in facts])[1]
    shown.erased = _erased(visit, organisation.time_zone, language)
    _say_who_came(shown, visit)
    _show_pictures(shown, facts, organisation.time_zone)
    return shown


def _erased(visit: Visit, zone: str, language: str) -> str:
    """The day of the last destruction in this record; '' where nothing was destroyed."""
    last = db.session.scalar(
        select(func.max(Destruction.destroyed_at)).where(
            Destruction.organisation_id == visit.organisation_id,
            Destruction.subject_type == "visit",
            Destruction.subject_id == visit.id,
        )
    )
    return named_day(day_of(last, zone), language, "") if last else ""


def _facts(visit: Visit) -> list[tuple[Fact, dict[str, Any]]]:
    """What shows of the log. What was withdrawn, or settled as not counting, is kept in the record and not on the receipt.

    The end is told even where the office's cancellation stands against it, because the customer saw how the visit ended.
    """
    rows = db.session.scalars(
        select(Fact)
        .where(Fact.organisation_id == visit.organisation_id, Fact.subject_type == "visit", Fact.subject_id == visit.id)
        .order_by(Fact.position)
    )
    log = list(rows)
    shows, gone = shown_facts(log), withdrawn(log)
    if not any(fact.kind == "ended" for fact in shows):
        shows += [fact for fact in log if fact.kind == "ended" and fact.id not in gone][-1:]
    return [(fact, fact.body) for fact in shows]


def _private(facts: list[tuple[Fact, dict[str, Any]]]) -> set[str]:
    """Lines that the customer only added: they went to the company, and whoever holds the code, the technician too, opens this page.

    Older phones put them among what was signed; what the customer said is wrong on the pages stays there.
    """
    added = [body.get("text", "") for fact, body in facts if fact.kind == "commented" and not body.get("objects")]
    return {line.strip() for text in added for line in text.split("\n")}


def _say_what_happened(shown: Shown, facts: list[tuple[Fact, dict[str, Any]]], zone: str, visit: Visit) -> None:
    first = {fact.kind: fact for fact, _ in reversed(facts)}
    last = {fact.kind: body for fact, body in facts}
    signature = signature_of([fact for fact, _ in facts])[0]
    outcome = last.get("ended", {}).get("outcome", "done")
    gone = any(fact.kind == "ended" and fact.is_erased for fact, _ in facts)  # so that nobody knows how it ended
    titled = outcome_of(visit, outcome)
    if isinstance(titled, dict) and outcome not in CLOSED:
        shown.title = titled[shown.language]  # an end of the standard's own, of which no catalogue knows
    else:
        shown.title = translate("evidence.receipt.erased" if gone else f"evidence.outcome.{outcome}", shown.language)
    arrived, left = first.get("arrived") or first.get("knocked"), first.get("left") or first.get("ended")
    if arrived and left:
        shown.when = translate(
            "evidence.receipt.when",
            shown.language,
            day=named_day(day_of(arrived.corrected_at, zone), shown.language, day_of(now(), zone)),
            arrived=hour_and_minute(arrived.corrected_at, zone),
            left=hour_and_minute(left.corrected_at, zone),
        )
    signed = signature.body if signature else {}
    signed_lines = str(signed.get("shown", {}).get("text", "")).split("\n")
    shown.lines = [line for line in signed_lines if line.strip() and line.strip() not in _private(facts)]
    shown.signature_erased = signature is not None and signature.is_erased
    shown.lines_language = signed.get("shown", {}).get("language", "")
    if signature and signed:
        shown.signature = {
            "way": translate(f"evidence.way.{signed['way']}", shown.language),
            "relation": translate(f"evidence.relation.{signed['relation']}", shown.language),
            "name": str(signed.get("name", "")),
            "time": hour_and_minute(signature.corrected_at, zone),
        }


def _say_who_came(shown: Shown, visit: Visit) -> None:
    lead = db.session.get(Person, (visit.organisation_id, visit.lead_id)) if visit.lead_id else None
    team = db.session.get(Team, (visit.organisation_id, visit.team_id))
    if lead is None or team is None:
        return
    english = shown.language == "en"
    shown.technician = lead.name_en if english and lead.name_en else lead.name
    team_name = team.name_en if english and team.name_en else team.name
    shown.badge = translate("evidence.receipt.badge", shown.language, badge=lead.badge or "–", team=team_name)


def _show_pictures(shown: Shown, facts: list[tuple[Fact, dict[str, Any]]], zone: str) -> None:
    arrived = set(
        db.session.scalars(
            select(Awaited.sha256).where(
                Awaited.organisation_id == shown.organisation_id,
                Awaited.visit_id == shown.visit_id,
                Awaited.arrived_at.is_not(None),
                Awaited.trouble.is_(None),
            )
        )
    )
    for fact, body in facts:
        if fact.kind == "photographed" and body.get("sha256") in arrived:
            purpose = purpose_in_words(body["purpose"], shown.language)
            shown.pictures.append(
                {"sha256": body["sha256"], "words": f"{purpose} {hour_and_minute(fact.corrected_at, zone)}"}
            )
        if fact.kind in SIGNATURES and shown.signature and body.get("picture", {}).get("sha256") in arrived:
            shown.signature["sha256"] = body["picture"]["sha256"]
