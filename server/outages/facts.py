"""The kinds of facts in the log of an interruption, their bodies, and how its page tells them (docs/PROTOCOL.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields
from marshmallow.validate import Length

from server.console.layout import t
from server.kernel.bodies import LINE, Body, Whole, YesNo, an_id, moment, one_of, sha256
from server.kernel.bodies import text as words
from server.kernel.text.letters import shortened
from server.kernel.wiring import FactKind
from server.outages.rules import KINDS, MEDIA
from server.visits.console.narration import Narration, Narrator
from server.visits.models import Fact
from server.visits.rules import CHANNELS

MOST_PLACES, SCOPE = 40, 400


class PlaceBody(Body):
    estate = words(80, required=True)
    building = words(20)
    unit = words(20)


class Drafted(Body):
    kind = one_of(*KINDS, required=True)
    medium = one_of(*MEDIA, required=True)
    scope = fields.List(fields.Nested(PlaceBody), required=True, validate=Length(1, MOST_PLACES))
    scope_text = words(SCOPE, required=True)
    households = Whole(0, 1_000_000)
    entrances = Whole(1, 500)
    reason = words(LINE)
    from_ = moment(required=True, data_key="from")
    to = moment(required=True)
    valve = words(80)
    team = an_id()
    visit = an_id()  # where a technician at a customer's has to close the riser


class Approved(Body):
    note = words(LINE)


class Announced(Body):
    to = one_of("hotline", required=True)
    at = moment()
    channel = one_of(*CHANNELS)


class Posted(Body):
    place = words(LINE, required=True)
    photo = sha256()
    at = moment()
    fact = an_id()  # the phone's own fact


class At(Body):
    at = moment()
    fact = an_id()
    late = YesNo()  # it reached us long after it happened


class SupplyCut(Body):
    medium = one_of(*MEDIA, required=True)
    until = moment(required=True)
    households = Whole(0, 100_000, required=True)
    entrances = fields.List(words(80), required=True, validate=Length(1, MOST_PLACES))
    reason = words(LINE)
    hotline = YesNo()  # the hotline was called before the valve was closed, or while it was


class NoticePosted(Body):
    cut = an_id(required=True)  # the fact `supply_cut`, which is the interruption's id, too
    place = words(LINE, required=True)
    photo = sha256()  # of a photograph of this visit


class SupplyBack(Body):
    cut = an_id(required=True)


class Moved(Body):
    from_ = moment(required=True, data_key="from")
    to = moment(required=True)
    reason = words(LINE, required=True)


class Extended(Body):
    to = moment(required=True)
    reason = words(LINE, required=True)
    at = moment()


class Cancelled(Body):
    reason = words(LINE, required=True)


class Checked(Body):
    premises = an_id()
    result = words(LINE, required=True)


def narrate(narrator: Narrator, body: Mapping[str, Any], fact: Fact) -> Narration:
    """What happened, at which moment where it was said later, and the words of whoever wrote it."""
    moment_said = narrator.moment(body.get("at")) or narrator.moment(fact.corrected_at)
    parts = {
        "time": moment_said,
        "from": narrator.moment(body.get("from")),
        "to": narrator.moment(body.get("to")),
        "place": shortened(str(body.get("place") or ""), 1000),
    }
    said = [body.get("scope_text"), body.get("reason"), body.get("note"), body.get("result")]
    details = [narrator.name(fact.person_id), *(shortened(str(each), 1000) for each in said if each)]
    return Narration(t(f"fact.outage.{fact.kind}", **parts), " · ".join(each for each in details if each))


def narrate_visit(narrator: Narrator, body: Mapping[str, Any], fact: Fact) -> Narration:
    """What a technician at a customer's home did to others' supply."""
    parts = {
        "to": narrator.moment(body.get("until")),
        "count": body.get("households", 0),
        "place": shortened(str(body.get("place") or ""), 1000),
    }
    details = [narrator.name(fact.person_id), shortened(str(body.get("reason") or ""), 1000)]
    tone = "attention" if fact.kind == "supply_cut" else ""
    return Narration(t(f"fact.{fact.kind}", **parts), " · ".join(each for each in details if each), tone)


def _on_a_visit(schema: Body) -> FactKind:
    return FactKind(schema, narrate=narrate_visit)


def _kind(schema: Body) -> FactKind:
    return FactKind(schema, office=True, narrate=narrate)


FACTS = {
    # By the phone of whoever is there; `on_phones.react` carries it over into the interruption's own log.
    "visit": {
        "supply_cut": _on_a_visit(SupplyCut()),
        "notice_posted": _on_a_visit(NoticePosted()),
        "supply_back": _on_a_visit(SupplyBack()),
    },
    "outage": {
        "drafted": _kind(Drafted()),
        "approved": _kind(Approved()),
        "announced": _kind(Announced()),
        "posted": _kind(Posted()),
        "began": _kind(At()),
        "moved": _kind(Moved()),
        "extended": _kind(Extended()),
        "ended": _kind(At()),
        "cancelled": _kind(Cancelled()),
        "checked": _kind(Checked()),
    },
}
