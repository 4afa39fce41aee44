"""What of promises and matters a turn of duty leaves to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flask import url_for
from sqlalchemy import select

from server.customers.models import Premises
from server.customers.rules import headline
from server.i18n.messages import catalogue, translate
from server.kernel.db import db
from server.kernel.wiring import LeftOpen
from server.matters.matter_models import Matter
from server.matters.models import Commitment
from server.matters.rules import OPEN
from server.matters.titles import Titles

MOST = 200


def left_open(organisation: str, team: str | None, since: str, until: str) -> Iterator[LeftOpen]:
    """Promises that are overdue or fall due until then, and matters that were taken since then and are not closed; of one team where one is named."""
    due = select(Commitment).where(
        Commitment.organisation_id == organisation, Commitment.state == OPEN, Commitment.due_at <= until
    )
    taken = select(Matter).where(Matter.organisation_id == organisation, Matter.is_open(), Matter.accepted_at >= since)
    if team:
        due, taken = due.where(Commitment.owner_team == team), taken.where(Matter.owner_team == team)
    for promise in db.session.scalars(due.order_by(Commitment.due_at, Commitment.id).limit(MOST + 1)):
        yield LeftOpen("commitment", promise.id, promise.due_at)
    for matter in db.session.scalars(taken.order_by(Matter.accepted_at, Matter.id).limit(MOST + 1)):
        yield LeftOpen("matter", matter.id)


def say(organisation: str, ids: Sequence[str], language: str) -> Mapping[str, tuple[str, str]]:
    """id → (words, address) of the promises and matters among these."""
    found: dict[str, tuple[str, str]] = {}
    titles = Titles(organisation, language)
    for promise in db.session.scalars(
        select(Commitment).where(Commitment.organisation_id == organisation, Commitment.id.in_(ids))
    ):
        keys = (f"console.commitment.owed.{promise.about}", f"console.commitment.kind.{promise.kind}")
        key = next((each for each in keys if each in catalogue()), "console.duty.open.commitment")
        kind = translate(key, language)
        words = " · ".join(each for each in (kind, titles.of(promise.what)[:60]) if each)
        found[promise.id] = (words, _address(promise))
    wanted = (
        select(Matter, Premises)
        .outerjoin(Premises, (Premises.organisation_id == Matter.organisation_id) & (Premises.id == Matter.premises_id))
        .where(Matter.organisation_id == organisation, Matter.id.in_(ids))
    )
    for matter, premises in db.session.execute(wanted):
        where = headline(premises) if premises else matter.place or ""
        words = " ".join(each for each in (matter.number, where, titles.of_matter(matter)[:60]) if each)
        found[matter.id] = (words, url_for("console.matter", matter_id=matter.id))
    return found


def _address(promise: Commitment) -> str:
    if promise.source_type == "visit":
        return url_for("console.visit", visit_id=promise.source_id)
    return url_for("console.matter", matter_id=promise.source_id) if promise.source_type == "matter" else ""
