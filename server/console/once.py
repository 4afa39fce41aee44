"""A form's act happens once however often the form arrives, and a refused form is kept for a day so that its page can be read again."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, Index, String, Text, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel import clock
from server.kernel.db import Hash, Id, Model, Moment, OfOrganisation, db
from server.kernel.ids import is_id, new_id
from server.kernel.problem import Problem
from server.kernel.transaction import write

ONCE_DAYS = 30  # longer than a draft is kept in a browser, because a draft sends the token that it was typed under
REFUSED_HOURS = 24  # because what was typed is mostly somebody's name, number and address
LONGEST = 2_100_000  # characters of a refused form as JSON: whatever a request may hold

Fields = Sequence[tuple[str, str]]


class FormOnce(OfOrganisation, Model):
    """A form that was sent: whose, what it said (as a hash), and the address that answered it."""

    __tablename__ = "form_once"
    token: Mapped[str] = mapped_column(String(40), primary_key=True)
    person_id: Mapped[str] = mapped_column(Id)
    at: Mapped[str] = mapped_column(Moment)
    content: Mapped[str] = mapped_column(Hash)
    answer: Mapped[str] = mapped_column(Text)
    __table_args__ = (Index(None, "organisation_id", "at"),)


class RefusedForm(OfOrganisation, Model):
    """What somebody typed into a form that was not saved, and why; `problem` is '' where nothing is wrong with it."""

    __tablename__ = "refused_form"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id)
    at: Mapped[str] = mapped_column(Moment)
    action: Mapped[str] = mapped_column(Text)
    fields: Mapped[str] = mapped_column(Text)
    problem: Mapped[str] = mapped_column(Text)
    __table_args__ = (Index(None, "organisation_id", "at"),)


@dataclass(frozen=True, slots=True)
class Refused:
    """A refused form as its page reads it again."""

    id: str
    action: str
    fields: Fields
    problem: Problem | None


def once(organisation: str, person: str, token: str, content: str, work: Callable[[], str]) -> str:
    """Inside `write`: do `work` unless this token was seen; returns the address of its answer, the first time and ever after.

    `form_already_saved` where the same token comes with other content, because then somebody typed on after the answer was lost.
    """
    if not _claimed(organisation, person, token, content):
        known = db.session.get_one(FormOnce, (organisation, token))
        if (known.person_id, known.content) != (person, content):
            raise Problem("form_already_saved")
        return known.answer
    answer = work()
    db.session.get_one(FormOnce, (organisation, token)).answer = answer
    return answer


def _claimed(organisation: str, person: str, token: str, content: str) -> bool:
    """Whether the token is new. PostgreSQL waits here for whoever holds the same token, until that one has committed or given up."""
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    row = {
        "organisation_id": organisation,
        "token": token,
        "person_id": person,
        "at": clock.now(),
        "content": content,
        "answer": "",
    }
    claim = (
        dialect.insert(FormOnce.__table__).values(**row).on_conflict_do_nothing().returning(FormOnce.__table__.c.token)
    )
    return db.session.execute(claim).first() is not None


def keep_refused(organisation: str, person: str, action: str, fields: Fields, problem: Problem | None) -> str:
    """Keep what was typed for a day; returns the id under which `refused` finds it."""
    said = (
        json.dumps(
            {"code": problem.code, "errors": problem.errors, "extra": problem.extra}, ensure_ascii=False, default=str
        )
        if problem
        else ""
    )
    typed = json.dumps([list(pair) for pair in fields], ensure_ascii=False)
    row = RefusedForm(
        organisation_id=organisation,
        id=new_id(),
        person_id=person,
        at=clock.now(),
        action=action[:400],
        fields=typed if len(typed) <= LONGEST else "[]",
        problem=said,
    )
    own = row.id
    write(lambda: db.session.add(row))
    return own


def refused(organisation: str, person: str, id_: str) -> Refused | None:
    """This person's refused form; None for another's, and once it is forgotten."""
    row = db.session.get(RefusedForm, (organisation, id_)) if is_id(id_) else None
    if row is None or row.person_id != person:
        return None
    said = json.loads(row.problem) if row.problem else None
    problem = Problem(said["code"], said["errors"], **_since(said["extra"], row.at)) if said else None
    return Refused(row.id, row.action, [(name, value) for name, value in json.loads(row.fields)], problem)


def _since(extra: dict[str, Any], at: str) -> dict[str, Any]:
    """What a problem said beside its words; a wait has grown shorter meanwhile."""
    wait = extra.get("retry_after")
    return (
        extra
        if wait is None
        else extra | {"retry_after": max(1, wait - clock.milliseconds_between(at, clock.now()) // 1000)}
    )


def forget_refused(organisation: str, person: str, id_: str, action: str) -> None:
    """Inside `write`: it was saved after all."""
    if is_id(id_):
        mine = (RefusedForm.organisation_id == organisation, RefusedForm.id == id_, RefusedForm.person_id == person)
        db.session.execute(delete(RefusedForm).where(*mine, RefusedForm.action == action))


def forget_old(organisation: str) -> int:
    """Tokens and refused forms that have run out; returns how many went."""

    def work() -> int:
        now, gone = clock.now(), 0
        for table, before in (
            (FormOnce, clock.later(now, days=-ONCE_DAYS)),
            (RefusedForm, clock.later(now, hours=-REFUSED_HOURS)),
        ):
            old = delete(table).where(table.organisation_id == organisation, table.at < before)
            gone += cast("CursorResult[Any]", db.session.execute(old)).rowcount
        return gone

    return write(work)
