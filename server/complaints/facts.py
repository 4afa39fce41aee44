"""The kinds of facts in a complaint's log, their bodies, and how its page tells them (docs/PROTOCOL.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields
from marshmallow.validate import Length

from server.complaints.departments import AGREED, OBJECTED
from server.complaints.rules import CLOSINGS, FINDINGS, GROUNDS, RESULTS, VIA, WANTS
from server.console.layout import t
from server.kernel.bodies import NOTE, Body, YesNo, an_id, moment, one_of
from server.kernel.bodies import text as words
from server.kernel.text.letters import shortened
from server.kernel.wiring import FactKind
from server.visits.console.narration import Narration, Narrator
from server.visits.models import Fact
from server.visits.rules import CHANNELS
from server.visits.rules import RESULTS as CONTACT_RESULTS

LONGEST, SHORT = 4000, 300  # characters


class About(Body):
    visit = an_id()
    persons = fields.List(an_id(), validate=Length(0, 8))
    team = an_id()


class Complained(Body):
    via = one_of(*VIA, required=True)
    said_at = moment(required=True)
    text = words(LONGEST, required=True)
    claims = fields.List(words(LONGEST), validate=Length(1, 8))
    wants = one_of(*WANTS, required=True)
    about = fields.Nested(About)
    customer = an_id()
    premises = an_id()
    anonymous = YesNo()
    source = an_id()  # the fact of a visit in which it was said
    caller = words(80)
    phone = words(32)
    mail = words(254)
    place = words(120)


class Stage(Body):
    note = words(NOTE)


class HandledBy(Body):
    person = an_id(required=True)


class StatementAsked(Body):
    person = an_id(required=True)
    gist = words(SHORT, required=True)
    told = YesNo()


class StatementSeen(Body):
    person = an_id(required=True)


class Stated(Body):
    person = an_id(required=True)
    text = words(LONGEST)
    by = one_of("self", "manager", "refused", required=True)
    fact = an_id()  # the phone's own fact, where it was written there
    written_at = moment()  # when, by the phone's clock put right; the clock begins with the receipt


class SeenOnPhone(Body):
    complaint = an_id(required=True)


class StatedOnPhone(Body):
    complaint = an_id(required=True)
    text = words(LONGEST, required=True)


class NotConcerned(Body):
    person = an_id(required=True)
    why = words(SHORT, required=True)


class DepartmentsAsked(Body):
    leads = an_id(required=True)
    teams = fields.List(an_id(), required=True, validate=Length(2, 9))
    plan = words(NOTE, required=True)


class DepartmentSaid(Body):
    team = an_id(required=True)
    said = one_of(AGREED, OBJECTED, required=True)
    why = words(NOTE)


class Arbitrated(Body):
    leads = an_id(required=True)
    decision = words(NOTE, required=True)


class Answered(Body):
    channel = one_of(*CHANNELS, required=True)
    contact = one_of(*CONTACT_RESULTS, required=True)
    text = words(LONGEST)
    result = one_of(*RESULTS, required=True)


class Heard(Body):
    result = one_of("satisfied", "not_satisfied", required=True)
    text = words(LONGEST)


class Wrote(Body):
    via = one_of("mail", required=True)
    text = words(LONGEST, required=True)
    mail = words(254)
    known = fields.Boolean(required=True, truthy={True}, falsy={False})  # whether the address is the customer's


class NextAnswer(Body):
    at = moment(required=True)


class MadeSerious(Body):
    why = words(SHORT, required=True)


class HeadTold(Body):
    person = an_id(required=True)


class Claimed(Body):
    text = words(LONGEST, required=True)


class Found(Body):
    claim = words(60, required=True)
    valid = one_of(*FINDINGS, required=True)
    ground = one_of(*GROUNDS)
    loss = words(SHORT)  # what the customer lost, where data was lost
    cause = words(40)
    why = words(NOTE, required=True)
    evidence = fields.List(an_id(), validate=Length(0, 20))


class Mended(Body):
    what = words(SHORT)
    owner = an_id()
    due = moment()
    nothing = words(SHORT)  # why there is nothing to mend


class Closed(Body):
    how = one_of(*CLOSINGS, required=True)
    note = words(NOTE)


class Reopened(Body):
    why = words(NOTE, required=True)
    by = one_of("customer", "us", required=True)


def narrate(narrator: Narrator, body: Mapping[str, Any], fact: Fact) -> Narration:
    """What somebody did about the complaint, with who did it and their words."""
    person = narrator.name(body.get("person") or body.get("team") or body.get("leads"))
    parts = {
        "person": person,
        "time": narrator.moment(body.get("at") or body.get("due")),
        "what": shortened(str(body.get("what") or ""), SHORT),
    }
    said = [
        body.get("text"),
        body.get("note"),
        body.get("why"),
        body.get("gist"),
        body.get("nothing"),
        body.get("loss"),
    ]
    said += [body.get("plan"), body.get("decision")]
    details = [narrator.name(fact.person_id), *(shortened(str(each), LONGEST) for each in said if each)]
    return Narration(t(_line(fact.kind, body), **parts), " · ".join(each for each in details if each), _tone(fact.kind))


def _line(kind: str, body: Mapping[str, Any]) -> str:
    variant = {
        "answered": str(body.get("result") if body.get("contact") == "reached" else "in_vain"),
        "heard": str(body.get("result")),
        "wrote": "known" if body.get("known") else "stranger",
        "department_said": str(body.get("said")),
        "stated": str(body.get("by")),
        "found": str(body.get("valid")),
        "closed": str(body.get("how")),
        "mending": "nothing" if body.get("nothing") else "what",
    }.get(kind)
    return f"fact.complaint.{kind}" + (f".{variant}" if variant else "")


def _tone(kind: str) -> str:
    return "attention" if kind in ("complained", "made_serious", "reopened") else ""


def _kind(schema: Body) -> FactKind:
    return FactKind(schema, office=True, narrate=narrate)


FACTS = {
    "complaint": {
        "complained": _kind(Complained()),
        "listened": _kind(Stage()),
        "asked": _kind(Stage()),
        "followed": _kind(Stage()),
        "handled_by": _kind(HandledBy()),
        "statement_asked": _kind(StatementAsked()),
        "statement_seen": _kind(StatementSeen()),
        "stated": _kind(Stated()),
        "not_concerned": _kind(NotConcerned()),
        "departments_asked": _kind(DepartmentsAsked()),
        "department_said": _kind(DepartmentSaid()),
        "arbitrated": _kind(Arbitrated()),
        "answered": _kind(Answered()),
        "heard": _kind(Heard()),
        "wrote": _kind(Wrote()),
        "next_answer": _kind(NextAnswer()),
        "made_serious": _kind(MadeSerious()),
        "head_told": _kind(HeadTold()),
        "claimed": _kind(Claimed()),
        "found": _kind(Found()),
        "mending": _kind(Mended()),
        "closed": _kind(Closed()),
        "reopened": _kind(Reopened()),
    },
    # By the phone of the person concerned, into the person's own log; `on_phones.react` carries it over.
    "person": {"statement_seen": FactKind(SeenOnPhone()), "stated": FactKind(StatedOnPhone())},
}
