"""The bodies of the facts of a matter: how it was taken, what it waited for, what came of it, and who was told (docs/PROTOCOL.md)."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length

from server.visits.schemas import LINE, NOTE, Body, YesNo, an_id, moment, one_of, text

PAUSES = ("customer_wishes", "no_access", "authority", "weather_warning", "third_party")


class Accepted(Body):
    kind = text(40, required=True)
    title = text(LINE)
    originator = one_of("hotline", "customer", "staff", "system", required=True)
    hotline = text(80)  # the name of a foreign one, which has to acknowledge the result
    team = an_id(required=True)
    customer = an_id()
    premises = an_id()
    place = text(LINE)
    visit = an_id()
    outcome = text(40)  # the end of that visit that opened it, as its standard declares
    call_at = moment()
    parent = an_id()  # the matter that was closed too long ago to be opened again, or whose visit opened this one
    urgent = YesNo()


class VisitJoined(Body):
    visit = an_id(required=True)


class ResultCame(Body):
    visit = an_id()
    fact = an_id()  # the fact `ended` that brought it
    outcome = text(40, required=True)


class Paused(Body):
    reason = one_of(*PAUSES, required=True)
    since = moment()
    until = moment()
    contact = an_id()


class Noted(Body):
    note = text(NOTE)


class ByContact(Body):
    contact = an_id(required=True)
    note = text(NOTE)


class ToldMissing(Body):
    items = fields.List(text(LINE), required=True, validate=Length(1, 30))
    written = one_of("text", "paper", "link", required=True)
    visit = an_id()  # where a technician said it,
    fact = an_id()  # by this fact of the phone,
    at = moment()  # at this moment


class ItemGiven(Body):
    item = text(LINE, required=True)


class Finished(Body):
    result = text(NOTE, required=True)


class Refused(Body):
    reason = text(NOTE, least=10, required=True)
    contact = an_id()
    way_out = text(NOTE)
    large = fields.List(one_of("safety", "value", "second", "building"), validate=Length(0, 4))


class SuperiorTold(Body):
    person = an_id(required=True)
    text = text(NOTE, required=True)


class WithReason(Body):
    reason = text(NOTE, required=True)
    contact = an_id()


class Contact(Body):
    to = one_of("customer", "hotline", "staff", "neighbour", "other", required=True)
    direction = one_of("in", "out", required=True)
    channel = one_of("phone", "text", "mail", "web", "link", "letter", "in_person", required=True)
    result = one_of("reached", "not_reached", "left_message", required=True)
    summary = text(1000)


class TechnicianTold(Body):
    person = an_id(required=True)
    channel = one_of("phone", "in_person", required=True)


class SentToHotline(Body):
    hotline = text(80, required=True)


class Recalculated(Body):
    rule = text(40, required=True)
    before = moment(required=True, data_key="from")
    to = moment(required=True)


class FedBack(Body):
    how = one_of("contact", "signed", "opened", "acknowledged", required=True)
    contact = an_id()
