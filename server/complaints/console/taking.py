"""A complaint as it is taken down: what was typed, whom it may be about, and the four parts that are read back to the caller (CP-1, CP-2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import request
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from server.accounts.names import PeopleNames
from server.complaints.console.answer_slots import answer_days, chosen_in
from server.complaints.escalations import on_visit
from server.complaints.facts import LONGEST, SHORT
from server.complaints.opening import Said
from server.complaints.rules import VIA, WANTS
from server.console.layout import language, t
from server.console.typed import moment_typed, phone_typed
from server.console.view import ViewContext
from server.customers.models import Customer, current_customer, same_person
from server.customers.rules import addressed_as
from server.dispatch.intake.lookup import NEW, Lookup, find_customer
from server.dispatch.intake.order_form import order_of, time_said
from server.i18n import dates
from server.i18n.messages import translate
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.text.letters import shortened, tidy
from server.kernel.text.phones import spaced_phone
from server.kernel.text.typed import text_typed
from server.visits.models import Visit

TOPICS = ("late", "manner", "not_done", "damage", "charge", "data", "not_passed_on", "other")  # by the keys 1 to 8
DANGERS = ("injury", "loss", "leak", "money", "press")
RELATIONS = ("self", "family", "neighbour", "other")
PARTS = ("which", "words", "wants", "next")
SPOKEN = ("phone", "hall", "in_person", "call_back")  # somebody is there to whom it can be read
NO_VISIT = "none"
MOST_CLAIMS, LONGEST_CLAIM = 8, 1000
SPOKEN_WORDS, STOPS = (
    60,
    "。．.!！?？；;，,",
)  # characters of the customer's words that are read back, and how they may end
SERIOUS = 200  # characters of one's own beside what is ticked, because a fact holds 300


@dataclass(slots=True)
class Taken:
    """The form as it stands. `visit` is None where the caller speaks of none, or nobody has said yet (`about` is '')."""

    typed: MultiDict[str, str]
    lookup: Lookup
    customer: Customer | None
    visit: Visit | None
    about: str
    text: str
    topics: list[str]
    dangers: list[str]
    wants: str
    via: str
    persons: list[str]
    days: list[dict[str, Any]] = field(default_factory=list)
    slot: dict[str, Any] | None = None

    @property
    def is_spoken(self) -> bool:
        """Whether there is somebody to whom it can be read back."""
        return self.via in SPOKEN and self.typed.get("unread") != "1" and self.typed.get("anonymous") != "1"


def taken_of(organisation: str, typed: MultiDict[str, str], reader: ViewContext) -> Taken:
    """What a form says; `not_found` for another organisation's visit or customer."""
    visit, lookup = _row(Visit, organisation, typed.get("visit", "")), Lookup()
    find_customer(organisation, order_of(typed.to_dict()), lookup)
    owner = _row(Customer, organisation, visit.customer_id) if visit else None
    if owner is not None and _is_another(owner, lookup.customer, typed):
        visit = owner = None  # because the number was corrected since it was ticked
    customer = owner or lookup.customer
    about = visit.id if visit else NO_VISIT if typed.get("visit") == NO_VISIT or customer is None else ""
    wants = typed.get("wants") or "answer"
    found = Taken(
        typed,
        lookup,
        customer,
        visit,
        about,
        tidy(typed.get("text"), LONGEST),
        [each for each in TOPICS if each in typed.getlist("topic")],
        [each for each in DANGERS if each in typed.getlist("danger")],
        wants if wants in WANTS else "",
        typed.get("via") or "phone",
        _persons(organisation, visit, typed),
    )
    chosen = typed.get("team", "")
    team = chosen if is_id(chosen) else visit.team_id if visit else None
    found.days = answer_days(organisation, team, found.persons, typed.get("slot", ""), reader)
    found.slot = chosen_in(found.days)
    return found


def visits_of(organisation: str, customer: Customer | None, most: int) -> list[str]:
    """The customer's last visits, the newest first."""
    if customer is None:
        return []
    wanted = select(Visit.id).where(
        Visit.organisation_id == organisation, Visit.customer_id.in_(same_person(organisation, customer.id))
    )
    return list(db.session.scalars(wanted.order_by(Visit.day.desc(), Visit.id.desc()).limit(most)))


def missing_in(taken: Taken) -> list[str]:
    """What the sentence still needs, by field."""
    slot = taken.slot or not any(cell["open"] for day in taken.days for cell in day["cells"])
    phone = not taken.is_spoken or _number(taken)
    there = {"phone": phone, "visit": taken.about, "text": taken.text, "wants": taken.wants, "slot": slot}
    return [name for name, value in there.items() if not value]


def read_back(taken: Taken, organisation: str, reader: ViewContext) -> dict[str, str]:
    """The four parts, in the customer's language: which visit, what was said, what is wanted, who answers by when."""
    tongue = taken.customer.language if taken.customer else language()
    names = PeopleNames(organisation, tongue)

    def say(part: str, **blanks: str) -> str:
        return translate(f"console.taking.say.{part}", tongue, **blanks)

    caller = tidy(taken.typed.get("caller"), 80) or (taken.customer.name if taken.customer else "")
    whom = addressed_as(caller, taken.customer.salutation if taken.customer else "none", tongue) if caller else ""
    day = dates.named_day(taken.visit.day, tongue, reader.today) if taken.visit and taken.visit.day else ""
    lead = names.get(taken.visit.lead_id or "", "") if taken.visit else ""
    said = say("comma").join(_topics(taken, tongue)) or shortened(taken.text, SPOKEN_WORDS).rstrip(STOPS)
    spaced = f" {lead}" if lead.isascii() and tongue == "zh-CN" else lead
    found = {
        "which": say("visit", day=day, who=spaced)
        if day and lead
        else say("visit_number", number=taken.visit.number)
        if taken.visit
        else say("no_visit"),
        "words": say("words", said=said),
    }
    found["which"] = f"{whom}{say('comma_after')}{found['which']}" if whom else found["which"]
    found["wants"] = say(f"wants.{taken.wants or 'answer'}")
    number = spaced_phone(order_of(taken.typed.to_dict()).phone, tongue) or say("your_number")
    if taken.slot is None:
        return found | {"next": say("next_open", phone=number)}
    on, at = taken.slot["value"].split(" ")
    when = time_said(order_of({"day": on, "agreed": at, "slot": "", "language": tongue}), reader.today)
    return found | {"next": say("next", who=names.get(taken.slot["who"], ""), when=when, phone=number)}


def was_read(taken: Taken, organisation: str, reader: ViewContext) -> bool:
    """Whether all four parts were ticked as they now are; a part that changed since must be read again."""
    sentence = read_back(taken, organisation, reader)
    return not missing_in(taken) and all(taken.typed.get(f"read_{name}") == sentence[name] for name in PARTS)


def said_of(organisation: Any, taken: Taken, reader: ViewContext) -> Said:
    """What is recorded. `bad_input` names the field that cannot be."""
    typed, persons = taken.typed, tuple(dict.fromkeys(taken.persons))
    text = text_typed(typed, "text", LONGEST)
    if not text:
        raise Problem("bad_input", {"text": ["missing"]})
    if taken.via not in VIA or not taken.wants:
        raise Problem("bad_input", {"via": ["choice"]})
    if typed.get("slot") and taken.slot is None:
        raise Problem("bad_input", {"slot": ["console.taking.mistake.slot"]})
    number = phone_typed("phone").kept
    caller, relation = text_typed(typed, "caller", 60), typed.get("relation", "")
    if caller and relation in RELATIONS[1:]:
        caller += translate(f"console.taking.relation_after.{relation}", organisation.language)
    elif taken.customer is not None and caller == taken.customer.name:
        caller = ""  # because the customer's name stands with the customer
    also = translate("console.taking.semicolon", organisation.language)
    serious = [translate(f"console.taking.danger.{each}", organisation.language) for each in taken.dangers]
    at = moment_typed("said_day", "said_at") or ""
    topics = _topics(taken, organisation.language)
    gist = "" if not (topics and taken.visit) else _gist(taken, organisation.language, reader)
    return Said(
        via=taken.via,
        text=text,
        said_at=at,
        claims=tuple(topics) or _claims_typed(),
        wants=taken.wants,
        visit=taken.visit.id if taken.visit else "",
        customer=taken.customer.id if taken.customer else "",
        premises=_premises(taken),
        persons=persons,
        team=typed.get("team", "") if is_id(typed.get("team", "")) else "",
        anonymous=typed.get("anonymous") == "1",
        serious=also.join(each for each in (*serious, text_typed(typed, "serious", SERIOUS)) if each),
        caller=caller,
        phone="" if taken.customer is not None and taken.customer.phone == number else number,
        sure=typed.get("sure") == "1",
        handler=taken.slot["who"] if taken.slot else "",
        next_at=_moment(taken, reader),
        gist=gist,
        read_back=taken.is_spoken,
    )


def _gist(taken: Taken, tongue: str, reader: ViewContext) -> str:
    """What the person concerned is asked about: the day and the kinds of things, in the company's words, never the customer's (ruling 12)."""
    assert taken.visit is not None
    day = dates.named_day(taken.visit.day, tongue, reader.today) if taken.visit.day else taken.visit.number
    kinds = translate("console.taking.say.comma", tongue).join(_topics(taken, tongue))
    return tidy(translate("console.taking.gist", tongue, day=day, kinds=kinds), SHORT)


def _topics(taken: Taken, tongue: str) -> list[str]:
    return [translate(f"console.taking.topic.{each}", tongue) for each in taken.topics]


def _claims_typed() -> tuple[str, ...]:
    found = tuple(line for each in request.form.getlist("claim") if (line := tidy(each, None)))
    if len(found) > MOST_CLAIMS or any(len(each) > LONGEST_CLAIM for each in found):
        raise Problem("bad_input", {"claim": [f"claims:{LONGEST_CLAIM}"]})
    return found


def _is_another(owner: Customer, found: Customer | None, typed: MultiDict[str, str]) -> bool:
    """Whether who calls about their own matter is not the customer of the visit; a neighbour calls about somebody else's."""
    if typed.get("customer") == NEW:
        return True
    return found is not None and found.id != current_customer(owner).id and typed.get("relation", "self") == "self"


def _number(taken: Taken) -> str:
    """The number on which the next answer is promised; '' where there is none."""
    return order_of(taken.typed.to_dict()).phone or (taken.customer.phone or "" if taken.customer else "")


def _persons(organisation: str, visit: Visit | None, typed: MultiDict[str, str]) -> list[str]:
    """Who is ticked; of a visit that has just been chosen, who led it; of one that is another customer's, nobody."""
    ticked = [each for each in dict.fromkeys(typed.getlist("persons")) if is_id(each)][:8]
    if visit is None and is_id(typed.get("visit", "")):
        gone = _people_of(organisation, typed["visit"])
        return [each for each in ticked if each not in gone]
    if visit is None or typed.get("persons_of") == visit.id or not visit.lead_id:
        return ticked
    others = _people_of(visit.organisation_id, typed.get("persons_of", ""))
    return list(dict.fromkeys([visit.lead_id, *(each for each in ticked if each not in others)]))


def _people_of(organisation: str, visit: str) -> frozenset[str]:
    return on_visit(organisation, visit) if is_id(visit) else frozenset()


def _premises(taken: Taken) -> str:
    typed = taken.typed.get("premises", "")
    if taken.visit is not None or is_id(typed):
        return typed if taken.visit is None else ""
    return taken.lookup.premises.id if taken.lookup.premises and len(taken.lookup.places) == 1 else ""


def _moment(taken: Taken, reader: ViewContext) -> str:
    if taken.slot is None:
        return ""
    day, at = taken.slot["value"].split(" ")
    return clock.moment_at(day, at, reader.zone)


def _row(model: Any, organisation: str, id_: str) -> Any:
    return must_find(model, organisation, id_) if is_id(id_) else None


def tick_boxes(names: tuple[str, ...], key: str, chosen: list[str]) -> list[dict[str, Any]]:
    """Boxes with their words and, for the first eight, the key that ticks them."""
    return [
        {"value": each, "label": t(f"taking.{key}.{each}"), "key": place, "on": each in chosen}
        for place, each in enumerate(names, 1)
    ]
