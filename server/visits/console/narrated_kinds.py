"""How each kind of fact of a visit is told: the line, and one grey line under it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from server.console.layout import listed, t, translate_if_known
from server.i18n import dates
from server.kernel.text.letters import shortened
from server.kernel.wiring import FactKind
from server.standards.limits import early
from server.visits.console.narration import Narration, Narrator, part_of, translate_value
from server.visits.models import Fact
from server.visits.rules import is_done

Telling = Callable[[Narrator, Mapping[str, Any], Fact], Narration]


def narrate(kinds: dict[str, FactKind]) -> dict[str, FactKind]:
    """Give these kinds the way in which each is told; a kind that is not listed is told by its words alone."""
    for kind, narrate in NARRATIONS.items():
        kinds[kind] = replace(kinds[kind], narrate=narrate)
    return kinds


def _arrived(narrator: Narrator, body: Mapping[str, Any], fact: Fact) -> Narration:
    place = part_of(body, "place")
    detail = t("detail.place", accuracy=place["accuracy"]) if isinstance(place.get("accuracy"), int) else ""
    if not narrator.agreed_at or fact.uncertain:
        return Narration(t("fact.arrived"), detail)
    minutes = early(fact.corrected_at, narrator.agreed_at)
    key = "arrived_early" if minutes >= 0 else "arrived_late"
    return Narration(
        t(f"fact.{key}", span=dates.span(abs(minutes), narrator.language)), detail, "" if minutes >= 0 else "attention"
    )


def _answered(narrator: Narrator, body: Mapping[str, Any], fact: Fact) -> Narration:
    step = body.get("step")
    if body.get("value") is True:
        return Narration(t("fact.answered_yes", step=narrator.step(step)))
    return Narration(t("fact.answered", step=narrator.step(step), value=narrator.value(step, body.get("value"))))


def _told(narrator: Narrator, body: Mapping[str, Any], fact: Fact) -> Narration:
    how, result = translate_value("how", body.get("how")), translate_value("result", body.get("result"))
    return Narration(
        t("fact.customer_told", about=translate_value("about", body.get("about"))),
        t("detail.told", how=how, result=result),
    )


def _signed(narrator: Narrator, body: Mapping[str, Any], fact: Fact) -> Narration:
    relation, shown = translate_value("relation", body.get("relation")), part_of(body, "shown")
    key = "declined" if body.get("way") == "declined" else "signed"
    details = [
        narrator.reason(body) if key == "declined" else translate_value("way", body.get("way")),
        shortened(str(body.get("name") or ""), 80),
        t("detail.helper", name=shortened(str(body["helper"]), 80)) if body.get("helper") else "",
        t("detail.seen_text", spoken=translate_value("language", shown.get("language")))
        if shown.get("language")
        else "",
    ]
    return Narration(t(f"fact.{key}", relation=relation), " · ".join(each for each in details if each))


def _assigned(narrator: Narrator, body: Mapping[str, Any], fact: Fact) -> Narration:
    helpers = [narrator.name(each) for each in body.get("helpers") or []]
    by = narrator.name(fact.person_id)
    detail = " · ".join(each for each in (by, t("detail.helpers", names=listed(helpers)) if helpers else "") if each)
    return Narration(
        t("fact.assigned", lead=narrator.name(body.get("lead"))) if body.get("lead") else t("fact.unassigned"), detail
    )


def _rescheduled(narrator: Narrator, body: Mapping[str, Any], fact: Fact) -> Narration:
    old = part_of(body, "from")
    before = narrator.time(old)
    details = [
        translate_value("by", body.get("by")),
        narrator.reason(body),
        t("detail.from_time", time=before) if before else "",
        t("detail.late_notice") if body.get("late_notice") else "",
        t("detail.apologised") if body.get("apology") else "",
    ]
    return Narration(
        t("fact.rescheduled", time=narrator.time(body)),
        " · ".join(each for each in details if each),
        "attention" if body.get("late_notice") else "",
    )


def _scheduled(narrator: Narrator, body: Mapping[str, Any], fact: Fact) -> Narration:
    start, minutes = narrator.moment(body.get("start")), body.get("minutes")
    lasts = t("detail.lasts", span=dates.span(minutes, narrator.language)) if isinstance(minutes, int) else ""
    return Narration(
        t("fact.scheduled", time=start) if start else t("fact.unscheduled"),
        " · ".join(each for each in (narrator.name(fact.person_id), lasts) if each),
    )


def _ended(narrator: Narrator, body: Mapping[str, Any], fact: Fact) -> Narration:
    again = narrator.time({"window": body["again"]} if isinstance(body.get("again"), dict) else {})
    details = [shortened(str(body.get("note") or ""), 1000), t("detail.again", time=again) if again else ""]
    tone = "" if is_done(body) else "attention"
    return Narration(
        t("fact.ended", outcome=narrator.outcome(body.get("outcome"))),
        " · ".join(each for each in details if each),
        tone,
    )


def _signed_on_own_phone(narrator: Narrator, body: Mapping[str, Any], fact: Fact) -> Narration:
    told = _signed(narrator, body, fact)
    return replace(told, detail=" · ".join(each for each in (t("detail.own_phone"), told.detail) if each))


NARRATIONS: dict[str, Telling] = {
    "arrived": _arrived,
    "answered": _answered,
    "customer_told": _told,
    "signed": _signed,
    "signed_on_own_phone": _signed_on_own_phone,
    "assigned": _assigned,
    "rescheduled": _rescheduled,
    "scheduled": _scheduled,
    "ended": _ended,
    "running_late": lambda _, body, __: Narration(
        t("fact.running_late", minutes=body.get("minutes", "?")), "", "attention"
    ),
    "reschedule_asked": lambda me, body, _: Narration(
        t("fact.reschedule_asked", by=translate_value("by", body.get("by")), reason=me.reason(body)),
        me.time({"window": body}),
        "attention",
    ),
    "call_attempted": lambda _, body, __: Narration(
        t("fact.call_attempted", result=translate_value("result", body.get("result")))
    ),
    "visit_note_left": lambda _, body, __: Narration(
        t(
            "fact.visit_note_left",
            arrived=shortened(str(body.get("arrived", "")), 5),
            left=shortened(str(body.get("left", "")), 5),
        )
    ),
    "deviated": lambda me, body, _: Narration(
        t("fact.deviated", step=me.step(body.get("step"))), me.reason(body), "attention"
    ),
    "withdrawn": lambda me, body, _: Narration(
        t("fact.withdrawn", what=me.others.get(str(body.get("fact")), "")), me.reason(body)
    ),
    "photographed": lambda me, body, _: Narration(
        t("fact.photographed", purpose=translate_value("purpose", body.get("purpose"))), me.step(body.get("step"))
    ),
    "noted": lambda _, body, __: Narration(t("fact.noted"), shortened(str(body.get("text") or ""), 2000)),
    "suggested": lambda _, body, __: Narration(
        t(
            "fact.suggested",
            field=translate_value("field", body.get("field")),
            value=shortened(str(body.get("value") or ""), 1000),
        ),
        "",
        "attention",
    ),
    "appointed": lambda me, body, _: Narration(
        t("fact.appointed", what=shortened(str(body.get("what") or ""), 1000)), me.moment(body.get("from"))
    ),
    "surveyed": lambda _, body, __: Narration(t("fact.surveyed", count=len(body.get("answers") or {}))),
    "commented": lambda _, body, __: Narration(t("fact.commented"), shortened(str(body.get("text") or ""), 2000)),
    "ordered": lambda me, body, fact: Narration(
        t("fact.ordered"), " · ".join(each for each in (me.name(fact.person_id), me.time(body)) if each)
    ),
    "instructed": lambda _, body, __: Narration(
        t("fact.instructed"), shortened(str(body.get("instructions") or ""), 1000)
    ),
    "cancelled": lambda me, body, fact: Narration(
        t("fact.cancelled"),
        " · ".join(
            each for each in (me.name(fact.person_id), translate_value("by", body.get("by")), me.reason(body)) if each
        ),
        "problem",
    ),
    "settled": lambda me, body, fact: Narration(
        translate_if_known(f"fact.settle_{body.get('choice')}")
        or t("fact.settled", choice=me.decided.get(f"{body.get('conflict')} {body.get('choice')}", "")),
        me.name(fact.person_id),
    ),
    "looked_over": lambda me, _, fact: Narration(t("fact.looked_over"), me.name(fact.person_id)),
    "settle_asked": lambda me, body, fact: Narration(t("fact.settle_asked"), me.wish(body, fact), "attention"),
    "attached": lambda me, body, fact: Narration(
        t("fact.attached"),
        " · ".join(
            each
            for each in (
                me.name(fact.person_id),
                me.kind(body.get("kind")),
                shortened(str(body.get("note") or ""), 1000),
            )
            if each
        ),
    ),
}
