"""The kinds of facts in the log of a turn of duty, their bodies, and how its page tells them (docs/PROTOCOL.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields
from marshmallow.validate import Length

from server.console.layout import t
from server.duty.rules import POSTS
from server.kernel.bodies import LINE, NOTE, Body, Whole, an_id, moment, one_of
from server.kernel.bodies import text as words
from server.kernel.text.letters import shortened
from server.kernel.wiring import FactKind
from server.visits.console.narration import Narration, Narrator
from server.visits.models import Fact
from server.visits.rules import CHANNELS, RESULTS

MOST_OPEN = 200


class Planned(Body):
    post = one_of(*POSTS, required=True)
    team = an_id()
    from_ = moment(required=True, data_key="from")
    to = moment(required=True)
    person = an_id(required=True)
    deputy = an_id()
    reason = words(LINE)


class Swapped(Body):
    person = an_id(required=True)
    reason = words(LINE)


class Dropped(Body):
    reason = words(LINE)


class TookOver(Body):
    duty = an_id()  # whose turn ends by it
    person = an_id()  # who took over, where it is not the one whom the roster names
    at = moment()  # where it is said later than it happened
    fact = an_id()  # the phone's own fact


class Noted(Body):
    text = words(NOTE, required=True)
    about = words(LINE)
    at = moment()  # where a phone says later when it was
    fact = an_id()  # the phone's own fact


class OpenThing(Body):
    type = one_of("matter", "commitment", "call", required=True)
    id = an_id(required=True)
    due = moment()


class HandedOver(Body):
    open = fields.List(fields.Nested(OpenThing), required=True, validate=Length(0, MOST_OPEN))
    more = Whole()  # how many more there were
    keys = words(LINE)
    notes = words(NOTE)
    to = an_id()
    at = moment()
    fact = an_id()


class TookOverOnPhone(Body):
    duty = an_id(required=True)


class NotedOnPhone(Body):
    duty = an_id(required=True)
    text = words(NOTE, required=True)


class HandedOverOnPhone(Body):
    duty = an_id(required=True)
    open = fields.List(fields.Nested(OpenThing), required=True, validate=Length(0, MOST_OPEN))
    keys = words(LINE)
    notes = words(NOTE)


class TakenOver(Body):
    duty = an_id(required=True)
    person = an_id(required=True)
    at = moment()


class ReliefMissing(Body):
    called = an_id()
    result = one_of(*RESULTS)


class CallMissed(Body):
    call = an_id(required=True)
    at = moment(required=True)
    number_masked = words(20)
    rings = Whole(0, 99)
    source = one_of("pbx", "person", required=True)


class CalledBack(Body):
    call = an_id(required=True)
    at = moment(required=True)
    channel = one_of(*CHANNELS, required=True)
    result = one_of(*RESULTS, required=True)
    summary = words(LINE)


class Noticed(Body):
    rule = one_of("FT-11", required=True)
    subject = an_id(required=True)
    evidence = fields.List(an_id(), validate=Length(0, 20))
    tried = Whole()


def narrate(narrator: Narrator, body: Mapping[str, Any], fact: Fact) -> Narration:
    """What happened, at which moment where it was said later, and the words of whoever wrote it."""
    parts = {
        "person": narrator.name(body.get("person") or body.get("called")),
        "time": narrator.moment(body.get("at") or body.get("from")),
        "number": str(body.get("number_masked") or ""),
        "count": str(len(body.get("open") or ()) or body.get("tried") or 0),
    }
    said = [body.get("text"), body.get("reason"), body.get("keys"), body.get("notes"), body.get("summary")]
    then = [parts["time"]] if fact.kind == "noted" and body.get("at") else []  # written down before it was heard of
    details = [narrator.name(fact.person_id), *then, *(shortened(str(each), 2000) for each in said if each)]
    variant = f".{body['result']}" if fact.kind == "called_back" else ""
    tone = "attention" if fact.kind in ("call_missed", "noticed", "relief_missing") else ""
    return Narration(t(f"fact.duty.{fact.kind}{variant}", **parts), " · ".join(each for each in details if each), tone)


def _kind(schema: Body) -> FactKind:
    return FactKind(schema, office=True, narrate=narrate)


FACTS = {
    # By the phone of whoever gives or takes, into the person's own log; `on_phones.react` carries it over.
    "person": {
        "took_over": FactKind(TookOverOnPhone()),
        "handed_over": FactKind(HandedOverOnPhone()),
        "duty_noted": FactKind(NotedOnPhone()),
    },
    "duty": {
        "planned": _kind(Planned()),
        "swapped": _kind(Swapped()),
        "dropped": _kind(Dropped()),
        "took_over": _kind(TookOver()),
        "noted": _kind(Noted()),
        "handed_over": _kind(HandedOver()),
        "taken_over": _kind(TakenOver()),
        "relief_missing": _kind(ReliefMissing()),
        "call_missed": _kind(CallMissed()),
        "called_back": _kind(CalledBack()),
        "noticed": _kind(Noticed()),
    },
}
