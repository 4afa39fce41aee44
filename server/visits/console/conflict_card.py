"""Cross purposes as cards: what stands against what, why nobody did wrong, both sides in full, and choices of equal weight. Nothing is recommended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select

from server.console.layout import t
from server.customers.rules import addressed_as
from server.i18n import dates
from server.kernel.clock import later
from server.kernel.db import db
from server.kernel.outcomes import SHOWS
from server.kernel.text.letters import shortened
from server.visits.conflicts.models import Conflict
from server.visits.conflicts.rules import UNDO
from server.visits.console.conflict_choices import choices_of, label_of, title_of
from server.visits.console.conflict_completion import of_the_server, words_of
from server.visits.console.narration import Narrator
from server.visits.console.rules import FINISHED, minutes
from server.visits.console.visit_query import Line
from server.visits.console.visit_row import VisitViewContext
from server.visits.log.withdrawn import withdrawn
from server.visits.models import Fact

WISHES = ("mine", "theirs", "again", "stands")


def conflicts_of(
    line: Line, facts: Sequence[Fact], narrator: Narrator, reader: VisitViewContext
) -> list[dict[str, Any]]:
    """The visit's open conflicts, oldest first, then those that were settled so lately that it can be undone.

    [{id, open, title, why, waited, sides: [{from, what, who, when, words, learned, counts}], wishes, asking, choices, decided, by, token}]
    """
    rows = select(Conflict).where(
        Conflict.organisation_id == line.visit.organisation_id,
        Conflict.visit_id == line.visit.id,
        or_(Conflict.resolved_at.is_(None), Conflict.resolved_at >= later(reader.now, milliseconds=-UNDO)),
    )
    found = db.session.scalars(rows.order_by(Conflict.resolved_at.is_not(None), Conflict.opened_at, Conflict.id))
    known = {fact.id: fact for fact in facts}
    return [
        _card(each, line, known, narrator, reader)
        if each.resolved_at is None
        else _decided(each, line, narrator, reader)
        for each in found
    ]


def _card(
    conflict: Conflict, line: Line, known: Mapping[str, Fact], narrator: Narrator, reader: VisitViewContext
) -> dict[str, Any]:
    counts = _counts(conflict, known)
    sides = [
        _side(each, conflict, known, narrator, reader) | {"counts": counts.get(each, "")} for each in ("shown", "other")
    ]
    why = [t(f"cross.why.{conflict.kind}", moment=sides[0]["when"], who=sides[1]["who"]), t("cross.kept")]
    return {
        "id": conflict.id,
        "open": True,
        "token": conflict.token,
        "title": t("conflict.title", what=title_of(conflict, narrator)),
        "why": ("" if reader.language == "zh-CN" else " ").join(why),
        "sides": sides,
        "wishes": _wishes(conflict, known.values(), narrator, reader),
        "waited": t("conflict.waited", span=dates.span(minutes(conflict.opened_at, reader.now), reader.language)),
        "asking": t("cross.asking", who=narrator.name(conflict.resolved_by)) if conflict.resolved_by else "",
        "choices": choices_of(conflict, line.visit.state in FINISHED, narrator, customer_name(line, reader)),
    }


def _decided(conflict: Conflict, line: Line, narrator: Narrator, reader: VisitViewContext) -> dict[str, Any]:
    at = conflict.resolved_at or reader.now
    moment, until = (dates.moment_short(each, reader.today, reader.zone) for each in (at, later(at, milliseconds=UNDO)))
    return {
        "id": conflict.id,
        "open": False,
        "title": title_of(conflict, narrator),
        "decided": t(
            "cross.decided", choice=label_of(conflict, conflict.choice or "", narrator, customer_name(line, reader))
        ),
        "by": t("cross.decided_by", who=narrator.name(conflict.resolved_by), moment=moment, until=until),
    }


def customer_name(line: Line, reader: VisitViewContext) -> str:
    """The customer as people speak of them."""
    return addressed_as(line.customer.name, line.customer.salutation, reader.language)


def _side(
    side: str, conflict: Conflict, known: Mapping[str, Fact], narrator: Narrator, reader: VisitViewContext
) -> dict[str, str]:
    fact = known.get(getattr(conflict, f"{side}_fact"))
    if conflict.kind == "verdict" and side == "other":
        return of_the_server(conflict, narrator, dates.moment_short(conflict.other_at, reader.today, reader.zone))
    if fact is None:
        who = narrator.name(getattr(conflict, f"{side}_by"))
        return {
            "from": t("conflict.side.phone"),
            "what": t("conflict.not_here"),
            "who": who,
            "when": "",
            "words": "",
            "learned": "",
        }
    narration = narrator.quote(fact)
    learned = dates.moment_short(fact.received_at, reader.today, reader.zone)
    return {
        "from": t(f"conflict.side.{narration.source}"),
        "what": narration.line,
        "who": narrator.name(fact.person_id),
        "words": _words(side, conflict, narrator, fact, known, narration.detail),
        "when": dates.moment_short(fact.corrected_at, reader.today, reader.zone)
        if fact.kind != "ended"
        else _came(fact, _kept(known), reader),
        "learned": t("conflict.learned", moment=learned) if minutes(fact.corrected_at, fact.received_at) >= 1 else "",
    }


def _counts(conflict: Conflict, known: Mapping[str, Fact]) -> dict[str, str]:
    """Which side counts now, in words; nothing where both or neither do, or where the other side is no fact."""
    facts = {side: known.get(getattr(conflict, f"{side}_fact")) for side in ("shown", "other")}
    shows = {side: fact.outcome in SHOWS for side, fact in facts.items() if fact is not None}
    if len(set(shows.values())) < 2:
        return {}
    return {side: t("cross.counts_now" if counts else "cross.counts_not") for side, counts in shows.items()}


def _words(
    side: str, conflict: Conflict, narrator: Narrator, fact: Fact, known: Mapping[str, Fact], detail: str
) -> str:
    if conflict.kind == "verdict":
        return words_of(side, conflict, narrator)
    return detail or (_work(fact, _kept(known)) if fact.kind == "ended" else "")


def _kept(known: Mapping[str, Fact]) -> list[Fact]:
    """What nobody took back, also what does not show while two sides disagree."""
    facts = list(known.values())
    gone = withdrawn(facts)
    return [fact for fact in facts if fact.id not in gone]


def _came(ended: Fact, facts: Sequence[Fact], reader: VisitViewContext) -> str:
    """08:53 到，09:55 离开: the phone's whole time at the door."""
    arrived = next(
        (each for each in facts if each.device == ended.device and each.kind in ("arrived", "knocked")), None
    )
    left = dates.moment_short(ended.corrected_at, reader.today, reader.zone)
    return (
        t("cross.came", arrived=dates.moment_short(arrived.corrected_at, reader.today, reader.zone), left=left)
        if arrived
        else left
    )


def _work(ended: Fact, facts: Sequence[Fact]) -> str:
    """What came with it from that phone."""
    own = [each for each in facts if each.device == ended.device]
    pictures = sum(1 for each in own if each.kind == "photographed")
    parts = [t("cross.work", facts=len(own)), t("cross.photographs", count=pictures) if pictures else ""]
    parts.append(t("cross.signed") if any(each.kind == "signed" for each in own) else "")
    return " · ".join(part for part in parts if part)


def _wishes(conflict: Conflict, facts: Any, narrator: Narrator, reader: VisitViewContext) -> list[dict[str, str]]:
    """What technicians have asked for, the last of each person: it decides nothing."""
    found: dict[str, dict[str, str]] = {}
    for fact in facts:
        body = fact.body if fact.kind == "settle_asked" else {}
        if body.get("conflict") == conflict.id and body.get("wish") in WISHES:
            line, note = (
                t(f"cross.wish.{body['wish']}", who=narrator.name(fact.person_id)),
                shortened(str(body.get("note") or ""), 1000),
            )
            found[fact.person_id] = {
                "line": line,
                "note": note,
                "when": dates.moment_short(fact.corrected_at, reader.today, reader.zone),
            }
    return list(found.values())
