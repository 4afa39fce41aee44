"""The body of each kind of fact, by the kind's name (docs/PROTOCOL.md)."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length

from server.visits.schemas import (
    LINE,
    NOTE,
    RELATIONS,
    WORD,
    Answers,
    Body,
    Either,
    End,
    Named,
    OldTime,
    Span,
    Value,
    When,
    Whole,
    YesNo,
    an_id,
    hour,
    language,
    moment,
    one_of,
    sha256,
    text,
)


class Empty(Body):
    """Nothing but the fact itself."""


class RunningLate(Body):
    minutes = Whole(1, 1440, required=True)
    expected_at = moment()


class CustomerTold(Body):
    about = one_of("departed", "late", "reschedule", "other", required=True)
    how = one_of("call", "text", "person", required=True)
    whom = text(LINE)
    result = one_of("reached", "not_reached", required=True)


def _all_the_same() -> fields.List[str]:
    """Forbidden phrases (their ids) that were seen in words for the customer, and kept."""
    return fields.List(text(WORD), validate=Length(1, 20))


class RescheduleAsked(Body):
    by = one_of("customer", "us", required=True)
    reason = text(NOTE, required=True)
    start = moment(data_key="from")
    to = moment()
    all_the_same = _all_the_same()


class Place(Body):
    lat = Whole(-90_000_000, 90_000_000, required=True)
    lon = Whole(-180_000_000, 180_000_000, required=True)
    datum = one_of("WGS-84", "GCJ-02", required=True)
    accuracy = Whole(0, 1_000_000, required=True)


class Arrived(Body):
    place = fields.Nested(Place)


class CallAttempted(Body):
    result = one_of("no_answer", "reached", "off", required=True)


class VisitNoteLeft(Body):
    arrived = hour(required=True)
    left = hour(required=True)
    phone = text(WORD, required=True)
    contact = text(LINE, required=True)


class Answered(Body):
    step = text(WORD, required=True)
    value = Value(required=True)
    all_the_same = _all_the_same()


class Deviated(Body):
    step = text(WORD, required=True)
    reason = text(LINE, required=True)
    note = text(NOTE)


class Withdrawn(Body):
    fact = an_id(required=True)
    reason = text(NOTE, required=True)


class Photographed(Body):
    step = text(WORD)  # without one it belongs to another fact, as the photograph of a notice does
    purpose = text(40, required=True)
    sha256 = sha256(required=True)
    size = Whole(1, 10 * 1024 * 1024, required=True)
    type = one_of("image/jpeg", "image/png", "image/webp", required=True)
    width = Whole(1, 20_000, required=True)
    height = Whole(1, 20_000, required=True)
    blurred = YesNo()


class Noted(Body):
    text = text(NOTE, required=True)
    about = one_of("visit", "premises", "customer")


class Suggested(Body):
    about = one_of("premises", "customer", required=True)
    field = text(40, required=True)
    value = text(400, required=True)


class Appointed(Body):
    step = text(WORD)
    what = text(NOTE, required=True)
    start = moment(required=True, data_key="from")
    to = moment()
    all_the_same = _all_the_same()


class CustomerModeEntered(Body):
    language = language(required=True)


class Surveyed(Body):
    answers = Answers(required=True)
    language = language(required=True)
    offer = sha256()  # of the office alone: the offer under which the customer answered on their own phone


class Commented(Body):
    text = text(NOTE, required=True)
    language = language(required=True)
    offer = sha256()  # as in `Surveyed`
    objects = YesNo()  # said to be wrong on the pages: the technician sees it, what is only added the office alone


class Strokes(Named):
    type = one_of("application/json", required=True)


class Picture(Named):
    type = one_of("image/png", required=True)


class Shown(Body):
    text = text(12_000, required=True)
    sha256 = sha256(required=True)
    language = language(required=True)


def way_of_signing() -> fields.String:
    """How the customer signs."""
    return one_of("drawn", "typed", "helped", "declined", required=True)


def relation_of_signer() -> fields.String:
    """Who signs, as seen from the customer."""
    return one_of(*RELATIONS, required=True)


class Signed(Body):
    way = way_of_signing()
    relation = relation_of_signer()
    name = text(80)
    helper = text(80)
    reason = text(NOTE)
    strokes = fields.Nested(Strokes)
    picture = fields.Nested(Picture)
    shown = fields.Nested(Shown, required=True)


class SigningOffered(Body):
    shown = fields.Nested(Shown, required=True)
    offer = sha256(required=True)  # the hash of the offer that the code carries
    until = moment(required=True)
    survey = YesNo()  # the survey was still to be answered, and is asked there


class Offer(Body):
    """What a technician's phone signs when it shows the code, so that anybody can check who let the customer sign what."""

    v = Whole(1, 1, required=True)
    type = one_of("signing-offer", required=True)
    organisation = an_id(required=True)
    visit = an_id(required=True)
    device = an_id(required=True)
    key = text(16, required=True)
    until = moment(required=True)
    nonce = text(22, required=True)
    shown = sha256(required=True)
    language = language(required=True)
    signature = text(86, required=True)


class SignedOnOwnPhone(Signed):
    offer = fields.Nested(Offer, required=True)


class SaidVerdict(Body):
    may_finish = YesNo(required=True)
    missing = fields.List(text(WORD), required=True, validate=Length(max=200))


class Ended(End):
    note = text(NOTE)
    again = fields.Nested(When)
    verdict = fields.Nested(SaidVerdict)


class Ordered(Body):
    kind_of_work = text(40, required=True)
    inputs = fields.Dict(keys=text(30), values=text(100, required=True), validate=Length(max=20))
    follows = an_id()  # the visit that this one goes on with
    matter = an_id()  # the matter that it joins
    call_at = moment()  # when the customer called, where that was before the order was saved
    window = fields.Nested(Span)
    agreed_at = moment()


class Assigned(Body):
    lead = an_id()
    helpers = fields.List(an_id(), required=True)


class Rescheduled(Body):
    by = one_of("us", "customer", required=True)
    agreed_at = moment()
    window = fields.Nested(Span)
    start = fields.Nested(OldTime, required=True, data_key="from")
    reason = text(NOTE)
    apology = YesNo()
    late_notice = YesNo()


class Schedule(Body):
    start = moment()
    minutes = Whole(5, 1440)


class Scheduled(Schedule):
    before = fields.Nested(Schedule, required=True, data_key="from")


class Bring(Body):
    name = fields.Dict(keys=fields.String(), values=text(LINE), required=True)
    unit = fields.Dict(keys=fields.String(), values=text(WORD), required=True)
    count = Whole(1, 10_000, required=True)
    reused = fields.Boolean()  # a tool that serves every visit of the day


class Instructed(Either):
    instructions = text(1000, least=0)
    priority = one_of("normal", "urgent")
    bring = fields.List(fields.Nested(Bring))


class Cancelled(Body):
    reason = text(NOTE, required=True)
    by = one_of("us", "customer", required=True)


class Settled(Body):
    conflict = an_id(required=True)
    choice = one_of("shown", "other", "again", "ask", "reopened", required=True)


class SettleAsked(Body):
    conflict = an_id(required=True)
    wish = one_of("mine", "theirs", "again", "stands", required=True)
    note = text(NOTE)


class Attached(Body):
    device = an_id(required=True)
    seq = Whole(1, required=True)
    sha256 = sha256(required=True)
    kind = text(40)
    note = text(NOTE)


class Objected(Body):
    what = one_of("not_me", required=True)


class ShiftStarted(Body):
    missing = fields.List(text(LINE))
    note = text(NOTE)


class ShiftEnded(Body):
    counts = fields.Dict(keys=text(40), values=Whole(), required=True)


class Enrolled(Body):
    app_version = text(20, required=True)
    browser = text(LINE, required=True)


class PinChanged(Body):
    by = one_of("pin", "password", "code")


class SignedOut(Body):
    unsent = Whole(required=True)


class StorageWarned(Body):
    free = Whole(0, 2**53 - 1, required=True)
    quota = Whole(0, 2**53 - 1, required=True)


class FactLost(Body):
    seq = Whole(1, required=True)
    reason = text(LINE, required=True)


class EvidenceLost(Body):
    sha256 = sha256(required=True)
    reason = text(LINE, required=True)


class StandardRead(Body):
    standard = text(WORD, required=True)
    version = text(20, required=True)
