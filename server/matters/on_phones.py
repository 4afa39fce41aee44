"""The matter of a visit on the phones of those who go there, and what they say is missing, carried into the matter's own log (SV-7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from server.accounts.models import Person
from server.i18n.messages import LANGUAGES
from server.kernel.arrival import Arrival
from server.kernel.db import db
from server.matters.holders import tell
from server.matters.limit_words import limit_label, why_not_measured
from server.matters.matter_log import settle, subject_of
from server.matters.matter_models import Matter
from server.matters.matter_rules import CLOSED, missing_now, story_of
from server.matters.models import Commitment
from server.matters.rules import OPEN
from server.matters.titles import Titles
from server.standards.limit_table import RunningLimit, tables_of
from server.visits import standard
from server.visits.log.withdrawn import shown_facts
from server.visits.models import Fact, Visit
from server.visits.office.subjects import append_fact, facts_of, lock_subject, shown_fact
from server.visits.rules import ENDED

TOLD_MISSING = "told_missing"
OF_PAPERS = (TOLD_MISSING, "item_given")
MOST = 6  # earlier visits, and promises, that a phone has room to show
Json = dict[str, Any]


def of_visits(organisation: str, person: str, visits: Sequence[Any]) -> Mapping[str, Json]:
    """Visit → {matter: …} as docs/PROTOCOL.md has it: number, since when, earlier visits, limits, open promises, what is missing.

    A person's own clock goes to that person alone. Of closed matters a phone is told the number and no more.
    """
    ids = sorted({visit.matter_id for visit in visits if visit.matter_id})
    if not ids:
        return {}
    rows = {row.id: row for row in db.session.scalars(_of(Matter, organisation, Matter.id.in_(ids)))}
    still = sorted(each for each in rows if rows[each].state != CLOSED)
    siblings = _by(db.session.scalars(_of(Visit, organisation, Visit.matter_id.in_(still))), "matter_id")
    limits = _limits(organisation, person, still)
    promises = _promises(organisation, still, siblings)
    papers = _papers(organisation, still)
    titles = Titles(organisation, db.session.get_one(Person, (organisation, person)).language)
    found = {}
    for visit in visits:
        if (row := rows.get(visit.matter_id)) is not None:
            earlier = [each for each in siblings.get(row.id, ()) if each.id != visit.id and each.state in ENDED]
            owed = [
                each for each in promises.get(row.id, ()) if each.source_id != visit.id
            ]  # because its own log tells a phone of the others
            parts: Json = {
                "title": titles.of_matter(row) if row.title != (visit.instructions or "")[:200] else "",
                "earlier": [_earlier(each) for each in sorted(earlier, key=lambda each: each.due)[-MOST:]],
                "limits": limits.get(row.id),
                "promised": [_promise(each, titles) for each in owed[:MOST]],
                "missing": papers.get(row.id),
            }
            about = {"id": row.id, "number": row.number, "since": row.accepted_at, "state": row.state}
            found[visit.id] = {"matter": about | {name: value for name, value in parts.items() if value}}
    return found


def react(arrivals: list[Arrival]) -> None:
    """Inside `write`: what a technician told a customer is missing goes into the log of the visit's matter, once."""
    for each in arrivals:
        if each.stored and each.fact and each.subject[0] == "visit" and each.fact["kind"] == TOLD_MISSING:
            _carry(each.organisation, each.subject[1], each.fact)


def written(organisation: str, subject_type: str, matter: str, kind: str) -> None:
    """Inside `write`: the office said what is missing, or one of it was brought."""
    if subject_type == "matter" and kind in OF_PAPERS:
        tell(organisation, matter)


def _carry(organisation: str, visit_id: str, fact: Json) -> None:
    visit = db.session.get(Visit, (organisation, visit_id))
    if visit is None or not visit.matter_id:
        return
    matter = str(visit.matter_id)
    lock_subject(organisation, subject_of(matter))
    if any(row.body.get("fact") == fact["id"] for row in facts_of(organisation, subject_of(matter), TOLD_MISSING)):
        return
    at = db.session.scalar(select(Fact.corrected_at).where(Fact.organisation_id == organisation, Fact.id == fact["id"]))
    said = {"items": fact["body"]["items"], "written": fact["body"]["written"], "visit": visit.id, "fact": fact["id"]}
    append_fact(organisation, subject_of(matter), TOLD_MISSING, said | {"at": at or fact["at"]}, fact["person"])
    settle(organisation, [matter])


def _limits(organisation: str, person: str, matters: Sequence[str]) -> dict[str, list[Json]]:
    """The clocks of the team and of this person, the first due first."""
    wanted = _of(
        RunningLimit, organisation, RunningLimit.matter_id.in_(matters), RunningLimit.person_id.in_(("", person))
    )
    rows = list(db.session.scalars(wanted.order_by(RunningLimit.due_at, RunningLimit.rule))) if matters else []
    tables = tables_of(organisation) if rows else None
    found: dict[str, list[Json]] = {}
    for row in rows:
        rule = next((each for each in tables(row.started_at) if each.id == row.rule), None) if tables else None
        label = {language: limit_label(row.rule, rule, language) for language in LANGUAGES}
        told: Json = {"label": label, "due": row.due_at, "verdict": row.verdict}
        told |= {"mine": True} if row.person_id else {}
        told |= {"stopped": row.stopped_at} if row.stopped_at else {}
        told |= {"paused": row.paused_ms // 60_000} if row.paused_ms >= 60_000 else {}
        if row.verdict == "not_measured":
            told["why"] = {language: why_not_measured(row.why or "", language) for language in LANGUAGES}
        found.setdefault(row.matter_id, []).append(told)
    return found


def _promises(
    organisation: str, matters: Sequence[str], visits: Mapping[str, Sequence[Visit]]
) -> dict[str, list[Commitment]]:
    """What is owed to the customer and open, by matter, the first due first."""
    of = {visit.id: matter for matter, found in visits.items() for visit in found}
    wanted = _of(
        Commitment,
        organisation,
        Commitment.source_id.in_([*matters, *of]),
        Commitment.state == OPEN,
        Commitment.owed_to.in_(("customer", "applicant")),
    )
    rows = db.session.scalars(wanted.order_by(Commitment.due_at, Commitment.id)) if matters else ()
    found: dict[str, list[Commitment]] = {}
    for row in rows:
        found.setdefault(of.get(row.source_id, row.source_id), []).append(row)
    return found


def _papers(organisation: str, matters: Sequence[str]) -> dict[str, list[str]]:
    """What the applicant was told to bring and has not brought, by matter."""
    wanted = _of(
        Fact,
        organisation,
        Fact.subject_type == "matter",
        Fact.subject_id.in_(matters),
        Fact.kind.in_((*OF_PAPERS, "papers_complete")),
    )
    rows = _by(db.session.scalars(wanted.order_by(Fact.position)), "subject_id") if matters else {}
    found = {}
    for matter, facts in rows.items():
        story = story_of((shown_fact(each, told_later=True) for each in shown_facts(facts)), "9")
        found[matter] = [] if "papers_complete" in story.marks else missing_now(story)
    return found


def _earlier(visit: Visit) -> Json:
    document = standard.document_of(visit.organisation_id, visit.standard_id, visit.standard_version)
    title = standard.title_of(document, visit.kind_of_work)
    return {"number": visit.number, "day": visit.day, "title": title, "state": visit.state}


def _promise(each: Commitment, titles: Titles) -> Json:
    told = {"kind": each.kind, "due": each.due_at}
    return told | ({"what": titles.of(each.what)} if each.what else {})


def _of(model: Any, organisation: str, *conditions: Any) -> Any:
    return select(model).where(model.organisation_id == organisation, *conditions)


def _by(rows: Any, name: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found
