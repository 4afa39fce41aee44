"""The kinds of facts that are about promises, and how the office's pages tell them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.console.layout import t
from server.kernel.text.letters import shortened
from server.kernel.wiring import FactKind
from server.matters.matter_facts import missing
from server.matters.rules import PRESSING
from server.visits.console.narration import Narration, Narrator, translate_value
from server.visits.log import promise_bodies as bodies
from server.visits.models import Fact


def contacted(narrator: Narrator, body: Mapping[str, Any], fact: Fact) -> Narration:
    """Somebody spoke with the customer, or tried to."""
    channel, result = (
        translate_value("commitment.channel", body.get("channel")),
        translate_value("commitment.result", body.get("result")),
    )
    details = [narrator.name(fact.person_id), shortened(str(body.get("summary") or ""), 1000)]
    way = "in" if body.get("direction") == "in" else "out"
    return Narration(
        t(f"fact.contacted_{way}", channel=channel, result=result), " · ".join(each for each in details if each)
    )


def slipped(narrator: Narrator, body: Mapping[str, Any], fact: Fact) -> Narration:
    """A technician noted something that the company should know."""
    contact = body.get("contact") or {}
    wanted = t("fact.slip_wants_answer") if body.get("wants_answer") else ""
    details = [shortened(str(body.get("text") or ""), 1000), wanted, shortened(str(contact.get("name") or ""), 80)]
    about = translate_value("commitment.about", body.get("about"))
    tone = "attention" if body.get("about") in PRESSING else ""
    return Narration(t("fact.slipped", about=about), " · ".join(each for each in details if each), tone)


def closed(narrator: Narrator, body: Mapping[str, Any], fact: Fact) -> Narration:
    """What has become of a promise: kept, moved or waived."""
    late = t("detail.late_notice") if body.get("late_notice") else ""
    details = [
        narrator.name(fact.person_id),
        translate_value("by", body.get("by")) if body.get("by") else "",
        narrator.reason(body),
        late,
    ]
    words = t(f"fact.{fact.kind}", time=narrator.moment(body.get("to")))
    return Narration(words, " · ".join(each for each in details if each), "attention" if late else "")


FACTS = {
    "visit": {
        "slipped": FactKind(bodies.Slipped(), narrate=slipped),
        "told_missing": FactKind(bodies.ToldMissing(), narrate=missing),
        "contacted": FactKind(bodies.Contacted(), office=True, narrate=contacted),
        "promise_kept": FactKind(bodies.PromiseKept(), office=True, narrate=closed),
        "promise_moved": FactKind(bodies.PromiseMoved(), office=True, narrate=closed),
        "deadline_recalculated": FactKind(bodies.DeadlineRecalculated(), office=True, narrate=closed),
        "promise_waived": FactKind(bodies.PromiseWaived(), office=True, narrate=closed),
    }
}
