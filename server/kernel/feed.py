"""What changed, for whom, in one order without gaps: the change clock and its entries.

The clock is a row held to commit and taken **last**, in one place for every writer, because sequence
numbers that commit out of order are lost to a phone that polls between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Index, String, bindparam, delete, event, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from server.kernel.db import Hash, Id, Model, OfOrganisation, OneEngineTwoManners, db
from server.kernel.prepared import Prepared

Stamp = Callable[[int], None]
Mark = tuple[Prepared, Mapping[str, Any]]  # a statement and its parameters but for `version`
Announced = tuple[dict[str, Any], Stamp | None, tuple[Mark, ...]]


class ChangeClock(OfOrganisation, Model):
    """The last version that an organisation has given out, its epoch (new after a restore), and the version up to which old entries were cleared away."""

    __tablename__ = "change_clock"
    value: Mapped[int] = mapped_column(default=0)
    floor: Mapped[int] = mapped_column(default=0)
    epoch: Mapped[str] = mapped_column(Id)


class Change(OfOrganisation, Model):
    """One entry of the feed: `kind` names a change of docs/PROTOCOL.md, `reference` what it is about."""

    __tablename__ = "change"
    version: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(16))
    visit_id: Mapped[str | None] = mapped_column(Id)
    reference: Mapped[str | None] = mapped_column(Hash)
    detail: Mapped[str | None] = mapped_column(String(200))
    __table_args__ = (Index(None, "organisation_id", "person_id", "version"),)


_clock = ChangeClock.__table__.c
CLOCK = Prepared(
    select(_clock.value, _clock.floor, _clock.epoch).where(_clock.organisation_id == bindparam("organisation"))
)
ADVANCE = (
    update(ChangeClock.__table__)
    .where(_clock.organisation_id == bindparam("organisation"))
    .values(value=_clock.value + bindparam("steps"))
    .returning(_clock.value)
)
TURN = Prepared(ADVANCE)
ENTER = Prepared(insert(Change.__table__))


class Reached(NamedTuple):
    """How far an organisation's clock has come."""

    value: int
    floor: int
    epoch: str


class Entry(Protocol):
    """An entry of the feed as it is read: the columns of `Change`."""

    @property
    def version(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def visit_id(self) -> str | None: ...
    @property
    def reference(self) -> str | None: ...
    @property
    def detail(self) -> str | None: ...


def announce(
    organisation: str,
    person: str,
    kind: str,
    *,
    visit: str | None = None,
    reference: str | None = None,
    detail: str | None = None,
    stamp: Stamp | None = None,
) -> None:
    """Tell one person's phones of a change; gets its version at commit, when `stamp(version)` is called, too."""
    entry = {
        "organisation_id": organisation,
        "person_id": person,
        "kind": kind,
        "visit_id": visit,
        "reference": reference,
        "detail": detail,
    }
    db.session.info.setdefault("announced", []).append((entry, stamp, ()))


def announce_anew(organisation: str, person: str, kind: str, *, detail: str) -> None:
    """The same for a change that says all there is of its kind: what was announced of it before is void, and does not lie about."""
    ours = (Change.organisation_id == organisation, Change.person_id == person, Change.kind == kind)
    db.session.execute(delete(Change).where(*ours))
    announce(organisation, person, kind, detail=detail)


def announced_last(organisation: str, kind: str) -> dict[str, str]:
    """Person → `detail` of what was announced to them last of such a kind, as it is committed."""
    wanted = select(Change.person_id, Change.detail).where(Change.organisation_id == organisation, Change.kind == kind)
    return {person: detail or "" for person, detail in db.session.execute(wanted.order_by(Change.version))}


def tick(organisation: str, stamp: Stamp) -> None:
    """Ask for a version at commit without telling anybody: for fields whose `base` a phone will name later."""
    db.session.info.setdefault("announced", []).append(({"organisation_id": organisation}, stamp, ()))


def mark(organisation: str, *marks: Mark) -> None:
    """The same where nothing but these statements needs the version: they travel with the commit, and nobody waits for them."""
    db.session.info.setdefault("announced", []).append(({"organisation_id": organisation}, None, marks))


def was_announced(organisation: str, person: str, kind: str, reference: str) -> bool:
    """Whether a person was told of this before, also earlier in this very write."""
    wanted = {"organisation_id": organisation, "person_id": person, "kind": kind, "reference": reference}
    if any(wanted.items() <= entry.items() for entry, *_ in db.session.info.get("announced", ())):
        return True
    columns = (getattr(Change, name) == value for name, value in wanted.items())
    return db.session.scalar(select(Change.version).where(*columns).limit(1)) is not None


def clock_of(organisation: str) -> Reached:
    """The organisation's clock as committed: its `value`, `floor` and `epoch`."""
    return Reached(*CLOCK.one({"organisation": organisation}))


@contextmanager
def savepoint() -> Iterator[None]:
    """A part of the write that may fail alone: what it wrote *and* what it announced is taken back."""
    announced = db.session.info.setdefault("announced", [])
    before = len(announced)
    try:
        with db.session.begin_nested():
            yield
    except BaseException:
        del db.session.info.setdefault("announced", [])[before:]
        raise


@event.listens_for(OneEngineTwoManners, "before_commit")
def _take_the_clock_last(session: Session) -> None:
    if session.in_nested_transaction():
        return  # because a savepoint's end is not the commit
    announced: list[Announced] = session.info.pop("announced", [])
    if not announced:
        return
    session.flush()
    for organisation in sorted({entry["organisation_id"] for entry, *_ in announced}):
        ours = [each for each in announced if each[0]["organisation_id"] == organisation]
        _give_versions(ours, _advance(organisation, len(ours)) - len(ours))
    session.flush()


def _give_versions(ours: list[Announced], before: int) -> None:
    """In the order of announcing. Unless somebody here has to know a version, what is left to do goes with the COMMIT."""
    run = Prepared.run if any(stamp for _, stamp, _ in ours) else Prepared.run_last
    rows = []
    for version, (entry, stamp, marks) in enumerate(ours, before + 1):
        if stamp:
            stamp(version)
        for statement, given in marks:
            run(statement, {**given, "version": version})
        if "kind" in entry:
            rows.append(entry | {"version": version})
    run(ENTER, rows)


def _advance(organisation: str, steps: int) -> int:
    version: int = TURN.one({"organisation": organisation, "steps": steps})[0]
    return version
