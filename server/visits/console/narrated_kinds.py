"""How each kind of fact of a visit is told: the line, and one grey line under it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from server.console.layout import t, worded
from server.i18n import dates
from server.kernel.registry import FactKind
from server.kernel.text.letters import tidy
from server.standards.limits import early
from server.visits.console.narration import Teller, Told, part_of, say_known
from server.visits.models import Fact

Telling = Callable[[Teller, Mapping[str, Any], Fact], Told]


def narrate(kinds: dict[str, FactKind]) -> dict[str, FactKind]:
    """Give these kinds the way in which each is told; a kind that is not listed is told by its words alone."""
    for kind, telling in TELLERS.items():
        kinds[kind] = replace(kinds[kind], narrate=telling)
    return kinds


def _arrived(teller: Teller, body: Mapping[str, Any], fact: Fact) -> Told:
    place = part_of(body, "place")
    detail = t("detail.place", accuracy=place["accuracy"]) if isinstance(place.get("accuracy"), int) else ""
    if not teller.agreed_at or fact.uncertain:
        return Told(t("fact.arrived"), detail)
    minutes = early(fact.corrected_at, teller.agreed_at)
    key = "arrived_early" if minutes >= 0 else "arrived_late"
    return Told(
        t(f"fact.{key}", span=dates.span(abs(minutes), teller.language)), detail, "" if minutes >= 0 else "attention"
    )


def _answered(teller: Teller, body: Mapping[str, Any], fact: Fact) -> Told:
    step = body.get("step")
    if body.get("value") is True:
        return Told(t("fact.answered_yes", step=teller.step(step)))
    return Told(t("fact.answered", step=teller.step(step), value=teller.value(step, body.get("value"))))


def _told(teller: Teller, body: Mapping[str, Any], fact: Fact) -> Told:
    how, result = say_known("how", body.get("how")), say_known("result", body.get("result"))
    return Told(
        t("fact.customer_told", about=say_known("about", body.get("about"))), t("detail.told", how=how, result=result)
    )


def _signed(teller: Teller, body: Mapping[str, Any], fact: Fact) -> Told:
    relation, shown = say_known("relation", body.get("relation")), part_of(body, "shown")
    key = "declined" if body.get("way") == "declined" else "signed"
    details = [
        teller.reason(body) if key == "declined" else say_known("way", body.get("way")),
        tidy(str(body.get("name") or ""), 80),
        t("detail.helper", name=tidy(str(body["helper"]), 80)) if body.get("helper") else "",
        t("detail.seen_text", spoken=say_known("language", shown.get("language"))) if shown.get("language") else "",
    ]
    return Told(t(f"fact.{key}", relation=relation), " · ".join(each for each in details if each))


def _assigned(teller: Teller, body: Mapping[str, Any], fact: Fact) -> Told:
    helpers = [teller.name(each) for each in body.get("helpers") or []]
    by = teller.name(fact.person_id)
    detail = " · ".join(each for each in (by, t("detail.helpers", names="、".join(helpers)) if helpers else "") if each)
    return Told(
        t("fact.assigned", lead=teller.name(body.get("lead"))) if body.get("lead") else t("fact.unassigned"), detail
    )


def _rescheduled(teller: Teller, body: Mapping[str, Any], fact: Fact) -> Told:
    old = part_of(body, "from")
    before = teller.time(old)
    details = [
        say_known("by", body.get("by")),
        teller.reason(body),
        t("detail.from_time", time=before) if before else "",
        t("detail.late_notice") if body.get("late_notice") else "",
        t("detail.apologised") if body.get("apology") else "",
    ]
    return Told(
        t("fact.rescheduled", time=teller.time(body)),
        " · ".join(each for each in details if each),
        "attention" if body.get("late_notice") else "",
    )


def _ended(teller: Teller, body: Mapping[str, Any], fact: Fact) -> Told:
    again = teller.time({"window": body["again"]} if isinstance(body.get("again"), dict) else {})
    details = [tidy(str(body.get("note") or ""), 300), t("detail.again", time=again) if again else ""]
    tone = "" if body.get("outcome") == "done" else "attention"
    return Told(
        t("fact.ended", outcome=say_known("outcome", body.get("outcome"))),
        " · ".join(each for each in details if each),
        tone,
    )


TELLERS: dict[str, Telling] = {
    "arrived": _arrived,
    "answered": _answered,
    "customer_told": _told,
    "signed": _signed,
    "assigned": _assigned,
    "rescheduled": _rescheduled,
    "ended": _ended,
    "running_late": lambda _, body, __: Told(t("fact.running_late", minutes=body.get("minutes", "?")), "", "attention"),
    "reschedule_asked": lambda me, body, _: Told(
        t("fact.reschedule_asked", by=say_known("by", body.get("by")), reason=me.reason(body)),
        me.time({"window": body}),
        "attention",
    ),
    "call_attempted": lambda _, body, __: Told(
        t("fact.call_attempted", result=say_known("result", body.get("result")))
    ),
    "visit_note_left": lambda _, body, __: Told(
        t(
            "fact.visit_note_left",
            arrived=tidy(str(body.get("arrived", "")), 5),
            left=tidy(str(body.get("left", "")), 5),
        )
    ),
    "deviated": lambda me, body, _: Told(
        t("fact.deviated", step=me.step(body.get("step"))), me.reason(body), "attention"
    ),
    "withdrawn": lambda me, body, _: Told(
        t("fact.withdrawn", what=me.others.get(str(body.get("fact")), "")), me.reason(body)
    ),
    "photographed": lambda me, body, _: Told(
        t("fact.photographed", purpose=say_known("purpose", body.get("purpose"))), me.step(body.get("step"))
    ),
    "noted": lambda _, body, __: Told(t("fact.noted"), tidy(str(body.get("text") or ""), 1000)),
    "suggested": lambda _, body, __: Told(
        t("fact.suggested", field=say_known("field", body.get("field")), value=tidy(str(body.get("value") or ""), 200)),
        "",
        "attention",
    ),
    "appointed": lambda me, body, _: Told(
        t("fact.appointed", what=tidy(str(body.get("what") or ""), 200)), me.moment(body.get("from"))
    ),
    "surveyed": lambda _, body, __: Told(t("fact.surveyed", count=len(body.get("answers") or {}))),
    "commented": lambda _, body, __: Told(t("fact.commented"), tidy(str(body.get("text") or ""), 1000)),
    "ordered": lambda me, body, fact: Told(
        t("fact.ordered"), " · ".join(each for each in (me.name(fact.person_id), me.time(body)) if each)
    ),
    "instructed": lambda _, body, __: Told(t("fact.instructed"), tidy(str(body.get("instructions") or ""), 1000)),
    "cancelled": lambda me, body, fact: Told(
        t("fact.cancelled"),
        " · ".join(
            each for each in (me.name(fact.person_id), say_known("by", body.get("by")), me.reason(body)) if each
        ),
        "problem",
    ),
    "settled": lambda me, body, fact: Told(
        worded(f"fact.settle_{body.get('choice')}")
        or t("fact.settled", choice=me.decided.get(f"{body.get('conflict')} {body.get('choice')}", "")),
        me.name(fact.person_id),
    ),
    "looked_over": lambda me, _, fact: Told(t("fact.looked_over"), me.name(fact.person_id)),
    "settle_asked": lambda me, body, fact: Told(t("fact.settle_asked"), me.wish(body, fact), "attention"),
    "attached": lambda me, body, fact: Told(
        t("fact.attached"),
        " · ".join(
            each
            for each in (me.name(fact.person_id), me.kind(body.get("kind")), tidy(str(body.get("note") or ""), 300))
            if each
        ),
    ),
}
