"""Whom a page offers as a choice: up to two hundred technicians, because a page must not grow with the staff."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, func, select

from server.accounts.models import Person
from server.kernel.db import db
from server.kernel.roles import TECHNICIAN

OFFERED = 200


def offered_technicians(
    organisation: str, teams: Collection[str] = (), also: Collection[str] = ()
) -> tuple[Sequence[Row[Any]], bool]:
    """Technicians by badge and name (`id`, `name`, `name_en`, `badge`, `team_id`), and whether that is not everybody.

    Where there are more than two hundred, those of these teams alone, if any is named; with them the people of `also`, whom somebody has chosen already.
    """
    found = _first(_technicians(organisation))
    if len(found) <= OFFERED:
        return found, False
    if teams:
        found = _first(_technicians(organisation).where(Person.team_id.in_(teams)))
    found = found[:OFFERED]
    if left_out := set(also) - {each.id for each in found}:
        found = [*db.session.execute(_technicians(organisation).where(Person.id.in_(left_out))).all(), *found]
    return found, True


def too_many_for_one_page(organisation: str) -> bool:
    """Whether there are more technicians than a page draws."""
    return len(_first(_technicians(organisation))) > OFFERED


def is_technician() -> Any:
    """That a person is one of those who come to the door."""
    return has_role(TECHNICIAN)


def has_role(role: str) -> Any:
    """The role among those of the column, which has words with a space between them."""
    return (" " + func.coalesce(Person.roles, "") + " ").like(f"% {role} %")


def _technicians(organisation: str) -> Any:
    """Along an index by badge and name, so that the database stops where the page is full."""
    columns = select(Person.id, Person.name, Person.name_en, Person.badge, Person.team_id)
    return columns.where(Person.organisation_id == organisation, Person.left_at.is_(None), is_technician())


def _first(people: Any) -> Sequence[Row[Any]]:
    return db.session.execute(people.order_by(Person.badge, Person.name).limit(OFFERED + 1)).all()
