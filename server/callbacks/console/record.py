"""What a visit's record says to the questions of a call, and whether both agree. Different is not wrong: both stay as they are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from server.callbacks.calling import answers_of
from server.callbacks.models import CallBack
from server.console.layout import t
from server.console.view import ViewContext
from server.i18n import dates
from server.kernel.db import db
from server.kernel.deadlines import is_overdue
from server.visits.console.visit_query import Line
from server.visits.log.withdrawn import shown_facts
from server.visits.models import Fact
from server.visits.rules import SIGNATURES, signature_of

KINDS = ("arrived", *SIGNATURES, "surveyed")
OWN = ("drawn", "typed", "helped")


def beside(row: CallBack, line: Line, reader: ViewContext) -> list[dict[str, Any]]:
    """[{question, record, agrees: True | False | None}]; None where the record says nothing, or nobody asked."""
    wanted = select(Fact).where(
        Fact.organisation_id == row.organisation_id, Fact.subject_id == row.visit_id, Fact.subject_type == "visit"
    )
    shows = shown_facts(db.session.scalars(wanted.order_by(Fact.position)).all())
    facts, given = {each.kind: each for each in shows}, answers_of(row)
    found = (_arrival(line, facts.get("arrived"), given, reader), _signature(signature_of(shows)[0], given))
    return [*found, _survey(facts.get("surveyed"), given)]


def _arrival(line: Line, fact: Fact | None, given: dict[str, str], reader: ViewContext) -> dict[str, Any]:
    agreed = line.visit.agreed_at or line.visit.window_to
    if fact is None or agreed is None:
        return _said("punctual", "", None)
    words = t(
        "callback.record.arrived",
        at=dates.clock_time(fact.corrected_at, reader.zone),
        agreed=dates.clock_time(agreed, reader.zone),
    )
    late = is_overdue(agreed, fact.corrected_at)
    sure = given.get("punctual") in ("yes", "late") and not fact.uncertain
    return _said("punctual", words, (given["punctual"] == "late") == late if sure else None)


def _signature(fact: Fact | None, given: dict[str, str]) -> dict[str, Any]:
    if fact is None or fact.body.get("way") not in OWN:
        return _said(
            "signed", t("callback.record.not_signed"), given["signed"] == "nobody" if "signed" in given else None
        )
    by = "self" if fact.body.get("relation") == "self" else "family"
    return _said("signed", t(f"callback.record.signed_{by}"), given["signed"] == by if "signed" in given else None)


def _survey(fact: Fact | None, given: dict[str, str]) -> dict[str, Any]:
    value = (fact.body.get("answers") or {}).get("satisfied") if fact is not None else None
    if not isinstance(value, int):
        return _said("satisfied", "", None)
    return _said(
        "satisfied",
        t("callback.record.satisfied", value=value),
        given["satisfied"] == str(value) if "satisfied" in given else None,
    )


def _said(question: str, record: str, agrees: bool | None) -> dict[str, Any]:
    return {"question": question, "record": record, "agrees": agrees if record else None}
