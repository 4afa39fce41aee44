"""The bodies of facts about promises: what a technician noted, whom the office spoke with, what has become of a promise (docs/PROTOCOL.md)."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length

from server.visits.rules import CHANNELS, RESULTS
from server.visits.schemas import LINE, NOTE, WORD, Body, YesNo, an_id, moment, one_of, text


class SlipContact(Body):
    name = text(80, required=True)
    phone = text(32)


class Slipped(Body):
    about = one_of("fault", "suggestion", "request", "complaint", "hazard", "data", required=True)
    text = text(1000, required=True)
    wants_answer = YesNo(required=True)
    contact = fields.Nested(SlipContact)


class ToldMissing(Body):
    items = fields.List(text(LINE), required=True, validate=Length(1, 30))
    written = one_of("text", "paper", "link", required=True)
    all_the_same = fields.List(text(WORD), validate=Length(1, 20))  # forbidden phrases that were seen and kept


class Contacted(Body):
    commitment = an_id()
    direction = one_of("in", "out", required=True)
    channel = one_of(*CHANNELS, required=True)
    result = one_of(*RESULTS, required=True)
    summary = text(1000)


class PromiseKept(Body):
    commitment = an_id(required=True)
    contact = an_id()
    visit = an_id()  # the visit that was ordered for the promised time


class PromiseMoved(Body):
    commitment = an_id(required=True)
    to = moment(required=True)
    by = one_of("customer", "us", required=True)
    contact = an_id(required=True)
    visit = an_id()
    late_notice = YesNo()


class DeadlineRecalculated(Body):
    commitment = an_id(required=True)
    before = moment(required=True, data_key="from")
    to = moment(required=True)


class PromiseWaived(Body):
    commitment = an_id(required=True)
    by = one_of("customer", "us", required=True)
    contact = an_id()
    reason = text(NOTE)
