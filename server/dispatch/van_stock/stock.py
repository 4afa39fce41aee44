"""Parts of a van: what the office issued and took back, and what the answers of visits say was used. What is used follows the visit's log, so an answer
that is withdrawn or changed is counted anew."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Index, String, bindparam, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.models import Person
from server.kernel import clock
from server.kernel.arrival import Arrival
from server.kernel.db import Id, Model, Moment, OfOrganisation, db
from server.kernel.ids import is_id, new_id
from server.kernel.lookup import must_find
from server.kernel.outcomes import SHOWS
from server.kernel.prepared import Prepared, among
from server.kernel.problem import Problem
from server.kernel.text.letters import tidy
from server.kernel.text.typed import text_typed
from server.visits.log.withdrawn import shown_facts
from server.visits.models import Fact
from server.visits.rules import WRITES

BY_HAND = ("issued", "returned")
MOST = 9999  # pieces at once
SHOWN = 1000  # lines of the list


class VanPart(OfOrganisation, Model):
    """A kind of part, as it was called last; `low`: so many left are few."""

    __tablename__ = "van_part"
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), default="")
    low: Mapped[int] = mapped_column(default=0)


class VanMovement(OfOrganisation, Model):
    """`kind`: issued | returned by the office, used on a visit."""

    __tablename__ = "van_movement"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id)
    code: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(8))
    count: Mapped[int]
    visit_id: Mapped[str | None] = mapped_column(Id)
    noted_by: Mapped[str | None] = mapped_column(Id)
    at: Mapped[str] = mapped_column(Moment)
    __table_args__ = (Index(None, "organisation_id", "person_id", "code"), Index(None, "organisation_id", "visit_id"))


_movement = VanMovement.__table__.c
USED = Prepared(
    select(_movement.visit_id).where(
        _movement.organisation_id == bindparam("organisation"), among(_movement.visit_id, "visits")
    )
)


@dataclass(frozen=True, slots=True)
class Line:
    """One part of one technician's van, in pieces. Less than nothing left means that something was used that nobody noted as issued."""

    person: str
    code: str
    name: str
    issued: int
    used: int
    returned: int
    low: int

    @property
    def left(self) -> int:
        """What should be in the van."""
        return self.issued - self.used - self.returned


def note_movement(organisation: str, by: str, person: str, part: dict[str, str], kind: str) -> None:
    """Inside `write`: parts went into a van or came back; `part` is {code, name, count, low} as typed. `bad_input` names what cannot be."""
    code = text_typed({"code": part.get("code", "").upper()}, "code", 40)  # first, because ß grows to SS
    name = text_typed(part, "name", 80)
    count, low = (text_typed(part, each, 8) for each in ("count", "low"))
    wrong = {
        "person": "" if is_id(person) else "person",
        "kind": "" if kind in BY_HAND else "choice",
        "code": "" if code else "missing",
        "count": "" if count.isdecimal() and 0 < int(count) <= MOST else "count",
        "low": "" if not low or (low.isdecimal() and int(low) <= MOST) else "count",
    }
    if any(wrong.values()):
        raise Problem("bad_input", {field: [trouble] for field, trouble in wrong.items() if trouble})
    must_find(Person, organisation, person)
    known = db.session.get(VanPart, (organisation, code)) or VanPart(organisation_id=organisation, code=code, low=0)
    known.name = name or known.name or ""
    known.low = int(low) if low else known.low
    db.session.add(known)
    _add(organisation, person, code, kind, int(count), by=by)


def stock_of(organisation: str, person: str = "") -> list[Line]:
    """Every part of every van, or of one, by person and code."""
    sums = select(
        VanMovement.person_id, VanMovement.code, VanMovement.kind, func.sum(VanMovement.count).label("pieces")
    ).where(VanMovement.organisation_id == organisation)
    sums = sums.where(VanMovement.person_id == person) if person else sums
    grouped = sums.group_by(VanMovement.person_id, VanMovement.code, VanMovement.kind)
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in db.session.execute(grouped.order_by(VanMovement.person_id, VanMovement.code).limit(3 * SHOWN)):
        found[row.person_id, row.code][row.kind] = int(row.pieces)
    parts = {
        each.code: each for each in db.session.scalars(select(VanPart).where(VanPart.organisation_id == organisation))
    }
    return [
        Line(
            who,
            code,
            parts[code].name if code in parts else "",
            pieces.get("issued", 0),
            pieces.get("used", 0),
            pieces.get("returned", 0),
            parts[code].low if code in parts else 0,
        )
        for (who, code), pieces in list(found.items())[:SHOWN]
    ]


def react(arrivals: list[Arrival]) -> None:
    """Inside `write`: answers about parts have landed, or others to visits on which something was used."""
    ours = [
        (each.subject[1], each.fact)
        for each in arrivals
        if each.stored and each.fact and each.subject[0] == "visit" and each.fact["kind"] in (*WRITES, "withdrawn")
    ]
    touched = {visit for visit, fact in ours if fact["kind"] == "withdrawn" or _parts_in(fact["body"])}
    if others := {visit for visit, _ in ours} - touched:  # because nearly no answer is about parts
        db.session.flush()
        asked = {"organisation": arrivals[0].organisation, "visits": sorted(others)}
        touched |= {visit for (visit,) in USED.all(asked)}
    for visit in sorted(touched):
        count_anew(arrivals[0].organisation, visit)


def count_anew(organisation: str, visit: str) -> None:
    """Inside `write`: what was used on a visit, by the answers of its log that show now."""
    rows = select(Fact).where(
        Fact.organisation_id == organisation,
        Fact.subject_id == visit,
        Fact.kind.in_((*WRITES, "withdrawn")),
        Fact.outcome.in_(SHOWS),
    )
    last: dict[str, Fact] = {}
    for fact in shown_facts(list(db.session.scalars(rows.order_by(Fact.position)))):
        if fact.kind in WRITES:
            last[fact.step or ""] = fact
    used = [(fact.person_id, part) for fact in last.values() for part in _parts(fact)]
    ours = (VanMovement.organisation_id == organisation, VanMovement.visit_id == visit)
    if not used and db.session.scalar(select(VanMovement.id).where(*ours).limit(1)) is None:
        return
    db.session.execute(delete(VanMovement).where(*ours))
    for person, part in used:
        code = tidy(str(part["code"]).upper(), 40)
        if db.session.get(VanPart, (organisation, code)) is None:
            db.session.add(
                VanPart(organisation_id=organisation, code=code, name=tidy(str(part.get("name")), 80), low=0)
            )
            db.session.flush()
        _add(organisation, person, code, "used", min(MOST, int(part["count"])), visit=visit)


def _parts(fact: Fact) -> list[dict[str, Any]]:
    return _parts_in(fact.body) if fact.kind == "answered" else []


def _parts_in(body: dict[str, Any]) -> list[dict[str, Any]]:
    value = body.get("value")
    found = value if isinstance(value, list) else []
    return [
        each for each in found if isinstance(each, dict) and each.get("code") and isinstance(each.get("count"), int)
    ]


def _add(
    organisation: str, person: str, code: str, kind: str, count: int, *, by: str | None = None, visit: str | None = None
) -> None:
    db.session.add(
        VanMovement(
            organisation_id=organisation,
            id=new_id(),
            person_id=person,
            code=code,
            kind=kind,
            count=count,
            visit_id=visit,
            noted_by=by,
            at=clock.now(),
        )
    )
