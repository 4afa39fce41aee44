"""What other systems send and read. Moments are UTC text; a day and a time of day are those of the organisation's clock."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, fields
from marshmallow.validate import Length, OneOf, Range, Regexp

from server.matters.matter_rules import ORIGINATORS
from server.standards.limit_table import OFFICE_KINDS
from server.visits.rules import CHANNELS, RESULTS, STATES

MOST = 200  # of a page
ID = r"[0-9a-f-]{36}\Z"
DAY = r"\d{4}-\d{2}-\d{2}\Z"
MOMENT = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z\Z"
HOUR = r"([01]\d|2[0-3]):[0-5]\d\Z"


def text(longest: int, **more: Any) -> fields.String:
    """A text that is kept; nobody sends one that is longer than what is stored."""
    return fields.String(validate=Length(0, longest), **more)


class Strict(Schema):
    class Meta:
        unknown = RAISE


class PageSchema(Strict):
    """Which part of a list: at most `limit` after the `cursor` that the page before has given."""

    cursor = fields.String(validate=Regexp(ID))
    limit = fields.Integer(validate=Range(1, MOST), load_default=MOST // 2)


class VisitPageSchema(PageSchema):
    """The same, of a day or in a state."""

    day = fields.String(validate=Regexp(DAY))
    state = fields.String(validate=OneOf(STATES))


class MatterPageSchema(PageSchema):
    """The same, in a state."""

    state = fields.String(validate=Regexp(r"[a-z_]{1,16}\Z"))


class PlaceSchema(Strict):
    """Where the work is. A whole house number may stand in `building`: 3-2-1201."""

    district = text(80)
    estate = text(80)
    building = text(20)
    unit = text(20)
    room = text(20)
    rural = text(160)
    gate_note = text(200)


class ReadPlaceSchema(PlaceSchema):
    """The same as it is read; a part may be missing."""

    id = fields.String(required=True)

    class Meta:
        unknown = RAISE


class NewCustomerSchema(Strict):
    """A customer as a form takes one."""

    name = fields.String(required=True, validate=Length(1, 80))
    phone = text(40)
    account = text(40)
    salutation = fields.String(validate=OneOf(("ms", "mr", "none")))
    language = fields.String(validate=OneOf(("zh-CN", "en")))
    hard_of_hearing = fields.Boolean(truthy={True}, falsy={False})
    place = fields.Nested(PlaceSchema)


class CustomerSchema(Schema):
    """A customer with the places that are visited."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    phone = fields.String(allow_none=True)
    account = fields.String(allow_none=True)
    salutation = fields.String(required=True)
    language = fields.String(required=True)
    hard_of_hearing = fields.Boolean(required=True)
    created_at = fields.String(required=True)
    places = fields.List(fields.Nested(ReadPlaceSchema(unknown="include")), required=True)


class NewOrderSchema(Strict):
    """An order: whose (`customer`, an id, or `name` and `phone`), where, what, and when: a window or an agreed time of a day.

    `inputs` is what the order says for the inputs that the standard declares for this kind of work: {id: value}.
    """

    customer = fields.String(validate=Regexp(ID))
    account = text(40)
    name = text(80)
    phone = text(40)
    place = fields.Nested(PlaceSchema)
    kind_of_work = fields.String(required=True, validate=Length(1, 40))
    day = fields.String(required=True, validate=Regexp(DAY))
    start = fields.String(validate=Regexp(HOUR))
    end = fields.String(validate=Regexp(HOUR))
    agreed = fields.String(validate=Regexp(HOUR))
    symptom = text(600)
    team = fields.String(validate=Regexp(ID))
    inputs = fields.Dict(keys=text(30), values=text(100), validate=Length(max=20))


class VersionedSchema(Strict):
    """`version`: that of the visit as it was read; where it has another by now, nothing is done."""

    version = fields.Integer(strict=True, validate=Range(0, 2**53))


class AssignSchema(VersionedSchema):
    """Who goes: `lead` null for nobody."""

    lead = fields.String(required=True, allow_none=True, validate=Regexp(ID))
    helpers = fields.List(fields.String(validate=Regexp(ID)), load_default=list, validate=Length(0, 6))


class RetimeSchema(VersionedSchema):
    """Another time: a window or an agreed time of a day, and who wished it. Our own change needs `reason`, less than two hours ahead `apology`."""

    day = fields.String(required=True, validate=Regexp(DAY))
    start = fields.String(validate=Regexp(HOUR))
    end = fields.String(validate=Regexp(HOUR))
    agreed = fields.String(validate=Regexp(HOUR))
    by = fields.String(required=True, validate=OneOf(("us", "customer")))
    reason = text(300)
    apology = fields.Boolean(truthy={True}, falsy={False})


class NewMatterSchema(Strict):
    """Something that needs no visit, or none yet. `call_at`: when the customer called, at most a day ago."""

    kind = fields.String(required=True, validate=OneOf(OFFICE_KINDS))
    originator = fields.String(required=True, validate=OneOf([each for each in ORIGINATORS if each != "system"]))
    team = fields.String(required=True, validate=Regexp(ID))
    title = fields.String(required=True, validate=Length(1, 200))
    customer = fields.String(validate=Regexp(ID))
    place = text(200)
    hotline = text(80)
    call_at = fields.String(validate=Regexp(MOMENT))
    urgent = fields.Boolean(truthy={True}, falsy={False})


class ToldSchema(Strict):
    """How the customer heard that a promise is kept, or that nobody was reached."""

    channel = fields.String(load_default="phone", validate=OneOf(CHANNELS))
    result = fields.String(required=True, validate=OneOf(RESULTS))
    summary = fields.String(required=True, validate=Length(1, 1000))
    direction = fields.String(load_default="out", validate=OneOf(("in", "out")))


class CancelSchema(VersionedSchema):
    """Why a visit is cancelled, and whether the customer or the organisation wished it."""

    reason = fields.String(required=True, validate=Length(1, 200))
    by = fields.String(required=True, validate=OneOf(("us", "customer")))


class VisitSchema(Schema):
    """A visit. `version` rises with each change."""

    id = fields.String(required=True)
    number = fields.String(required=True)
    state = fields.String(required=True)
    kind_of_work = fields.String(required=True)
    day = fields.String(required=True)
    agreed_at = fields.String(allow_none=True)
    window_from = fields.String(allow_none=True)
    window_to = fields.String(allow_none=True)
    customer = fields.String(required=True)
    place = fields.String(required=True)
    matter = fields.String(allow_none=True)
    team = fields.String(required=True)
    lead = fields.String(allow_none=True)
    received_at = fields.String(required=True)
    last_fact_at = fields.String(allow_none=True)
    version = fields.Integer(required=True)


class MatterSchema(Schema):
    """A matter, until everybody who has to know knows what came of it."""

    id = fields.String(required=True)
    number = fields.String(required=True)
    kind = fields.String(required=True)
    title = fields.String(required=True)
    state = fields.String(required=True)
    customer = fields.String(allow_none=True)
    accepted_at = fields.String(required=True)
    result = fields.String(allow_none=True)
    closed_at = fields.String(allow_none=True)


class CommitmentSchema(Schema):
    """Something that somebody was promised; overdue is open and past `due_at`."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    what = fields.String(required=True)
    state = fields.String(required=True)
    customer = fields.String(allow_none=True)
    promised_at = fields.String(required=True)
    due_at = fields.String(required=True)
    closed_at = fields.String(allow_none=True)


def page_of(item: type[Schema]) -> type[Schema]:
    """`items`, and `next`: the cursor of the page that follows, null at the end."""
    parts: dict[str, fields.Field[Any]] = {
        "items": fields.List(fields.Nested(item), required=True),
        "next": fields.String(required=True, allow_none=True),
    }
    found: type[Schema] = Schema.from_dict(parts, name=f"{item.__name__.removesuffix('Schema')}s")
    return found


class NewAttachmentSchema(Strict):
    """What an attachment is called."""

    title = fields.String(required=True, validate=Length(1, 80))


class AttachmentSchema(Strict):
    """An attachment of a visit; `removed_at` where it was taken away."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    type = fields.String(required=True)
    size = fields.Integer(required=True)
    sha256 = fields.String(required=True)
    added_at = fields.String(required=True)
    removed_at = fields.String()


class AttachmentsSchema(Strict):
    """All of a visit, without those that were taken away."""

    items = fields.List(fields.Nested(AttachmentSchema), required=True)
