"""The kinds of facts of a matter, and how the office's pages tell them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.console.layout import t
from server.kernel.text.letters import shortened
from server.kernel.wiring import FactKind
from server.matters.matter_rules import BY_CONTACT, MARKS
from server.matters.titles import Titles
from server.visits.console.narration import Narration, Narrator, translate_value
from server.visits.log import matter_bodies as bodies
from server.visits.models import Fact

WORDS = ("note", "result", "reason", "text", "summary", "way_out", "item", "hotline", "title")


def plainly(narrator: Narrator, body: Mapping[str, Any], fact: Fact) -> Narration:
    """Our words for the kind, then who it was and what they wrote."""
    return Narration(t(f"fact.matter.{fact.kind}"), _details(narrator, body, fact))


def accepted(narrator: Narrator, body: Mapping[str, Any], fact: Fact) -> Narration:
    """Who took it, and what it is: what an end opened is told in the reader's language, what somebody typed as they did."""
    if body.get("outcome"):
        body = {**body, "title": Titles(fact.organisation_id, narrator.language).of(str(body.get("title") or ""))}
    return plainly(narrator, body, fact)


def contacted(narrator: Narrator, body: Mapping[str, Any], fact: Fact) -> Narration:
    """Whom somebody spoke with, how, and whether they were reached."""
    channel, whom = (
        translate_value("commitment.channel", body.get("channel")),
        translate_value("matter.to", body.get("to")),
    )
    return Narration(
        f"{channel} · {whom} · {translate_value('commitment.result', body.get('result'))}",
        _details(narrator, body, fact),
    )


def _details(narrator: Narrator, body: Mapping[str, Any], fact: Fact) -> str:
    said = [shortened(str(body[name]), 1000) for name in WORDS if body.get(name) and isinstance(body[name], str)]
    said = said if fact.kind != "contacted" else [shortened(str(body.get("summary") or ""), 1000)]
    details = [narrator.name(fact.person_id), narrator.name(body.get("person")), *said]
    return " · ".join(each for each in details if each)


def paused(narrator: Narrator, body: Mapping[str, Any], fact: Fact) -> Narration:
    """Why the clocks stand still, and until when."""
    until = t("fact.matter.until", time=narrator.moment(body.get("until"))) if body.get("until") else ""
    details = [narrator.name(fact.person_id), translate_value("matter.pause", body.get("reason")), until]
    return Narration(t("fact.matter.paused"), " · ".join(each for each in details if each), "attention")


def missing(narrator: Narrator, body: Mapping[str, Any], fact: Fact) -> Narration:
    """What the applicant was told to bring."""
    items = [shortened(str(each), 200) for each in body.get("items") or []]
    return Narration(t("fact.matter.told_missing"), " · ".join([narrator.name(fact.person_id), *items]), "attention")


def came(narrator: Narrator, body: Mapping[str, Any], fact: Fact) -> Narration:
    """What came of a visit."""
    return Narration(t("fact.matter.result_came"), narrator.outcome(body.get("outcome")))


def _kind(schema: Any, narrate: Any = plainly) -> FactKind:
    return FactKind(schema, office=True, narrate=narrate)


FACTS = {
    "accepted": _kind(bodies.Accepted(), accepted),
    "visit_joined": _kind(bodies.VisitJoined()),
    "result_came": _kind(bodies.ResultCame(), came),
    "paused": _kind(bodies.Paused(), paused),
    "resumed": _kind(bodies.Noted()),
    **{kind: _kind(bodies.Noted()) for kind in MARKS},
    **{kind: _kind(bodies.ByContact()) for kind in BY_CONTACT},
    "told_missing": _kind(bodies.ToldMissing(), missing),
    "item_given": _kind(bodies.ItemGiven()),
    "finished": _kind(bodies.Finished()),
    "refused": _kind(bodies.Refused()),
    "refusal_told": _kind(bodies.ByContact()),
    "superior_told": _kind(bodies.SuperiorTold()),
    "overturned": _kind(bodies.WithReason()),
    "called_off": _kind(bodies.WithReason()),
    "contacted": _kind(bodies.Contact(), contacted),
    "technician_told": _kind(bodies.TechnicianTold()),
    "result_opened": _kind(bodies.Noted()),
    "sent_to_hotline": _kind(bodies.SentToHotline()),
    "acknowledged": _kind(bodies.Noted()),
    "result_fed_back": _kind(bodies.FedBack()),
    "deadline_recalculated": _kind(bodies.Recalculated()),
    "closed": _kind(bodies.Noted()),
    "reopened": _kind(bodies.WithReason()),
}
