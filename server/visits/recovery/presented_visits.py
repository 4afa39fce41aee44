"""What a phone shows of the visits that it holds, so that a server restored from an older backup can take them back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields
from marshmallow.validate import Length, OneOf, Range

from server.accounts.models import signed_here
from server.kernel.chain import document_hash

Json = dict[str, Any]


class Part(Schema):
    """Parts of a bundle; what is not needed here is passed over."""

    class Meta:
        unknown = EXCLUDE


def text(longest: int) -> fields.String:
    return fields.String(validate=Length(1, longest))


def degrees(most: int) -> fields.Integer:
    return fields.Integer(strict=True, validate=Range(-most * 10**6, most * 10**6))


class Where(Part):
    """The bundle's `place`."""

    district, estate, rural, line = text(80), text(80), text(160), text(200)
    building, unit, room = text(20), text(20), text(20)
    datum = fields.String(validate=OneOf(["WGS-84", "GCJ-02"]))
    lat, lon = degrees(90), degrees(180)


class Who(Part):
    """The bundle's `customer`."""

    name = text(80)
    salutation = fields.String(validate=OneOf(["ms", "mr", "none"]))
    language = fields.String(validate=OneOf(["zh-CN", "en"]))
    hard_of_hearing = fields.Boolean(truthy={True}, falsy={False})


class Reach(Part):
    """The bundle's `contact`."""

    phone, address, gate_note, door_note = text(32), text(400), text(200), text(200)


class Presented(Part):
    """One visit as docs/PROTOCOL.md has it under `grants`."""

    grant = fields.Dict(required=True)
    earlier = fields.List(fields.Dict(), validate=Length(max=20))
    number = text(24)
    evicted = fields.Boolean(truthy={True}, falsy={False})
    place, customer, contact = fields.Nested(Where), fields.Nested(Who), fields.Nested(Reach)
    log = fields.List(fields.String(), validate=Length(max=500))


@dataclass(frozen=True, slots=True)
class Brought:
    """A visit that a phone brings: grants that this server has signed (hash → document; the last one first), the office's own facts, and what nobody signed."""

    grant: Json
    grants: dict[str, Json]
    log: list[str] = field(default_factory=list)
    told: Json = field(default_factory=dict)

    @property
    def visit(self) -> str:
        """Its id."""
        return str(self.grant["visit"])


def brought(organisation: str, person: str, shown: Json) -> Brought | None:
    """What can be believed of one entry: None where its grant was not signed here for this person."""
    try:
        read = Presented().load(shown)
    except ValidationError as error:
        read = error.valid_data if isinstance(error.valid_data, dict) else {}
    grants = [
        each for each in [read.pop("grant", {}), *read.pop("earlier", [])] if _is_theirs(each, organisation, person)
    ]
    if not grants or any(each["visit"] != grants[0]["visit"] for each in grants):
        return None
    return Brought(grants[0], {document_hash(each): each for each in grants}, read.pop("log", []), read)


def _is_theirs(grant: Json, organisation: str, person: str) -> bool:
    ours = {"type": "grant", "v": 1, "organisation": organisation, "person": person}
    return ours.items() <= grant.items() and signed_here(grant)
