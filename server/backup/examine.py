"""What `doorstep doctor` looks at: each look gives sentences of what is wrong or doubtful, and no look needs another to go well."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, make_url, select, text
from sqlalchemy.exc import DBAPIError

from server.accounts.keys import signer
from server.accounts.models import Device
from server.backup.databases import file_of, kind_of, refuse_damaged
from server.backup.restore import UNFINISHED
from server.evidence.bundle import export
from server.evidence.models import Awaited, Stored
from server.evidence.rules import matches
from server.evidence.store import store
from server.evidence.verify import verify
from server.kernel import clock, fence, installation
from server.kernel.db import db
from server.kernel.faults import told
from server.kernel.jobs import JobRun
from server.kernel.last_backup import last_backup
from server.kernel.problem import Problem
from server.kernel.signing import KeyMissing
from server.notices.health import troubles
from server.visits.models import Visit

LITTLE = 200 * 1024 * 1024  # bytes
STALE_HOURS = 48  # of a nightly backup that failed once
LEAD_SECONDS = 60  # that a server's clock may be behind its own last receipt
PIECES = 200  # of evidence, half of them the newest
VISITS = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """`name` for a monitor, `words` for a person; `grave` where somebody has to do something now."""

    name: str
    words: str
    grave: bool = True


@dataclass(frozen=True, slots=True)
class Patient:
    """What is looked at: database and data folder, and whether everything or a sample."""

    address: str
    data: Path
    revisions: str  # the folder of migrations
    whole: bool = False
    alone: bool = False  # a restored backup that nobody serves: no jobs, no backups of its own


Look = Callable[[Patient], Iterator[Finding]]


def examine(patient: Patient) -> list[Finding]:
    """In an app context: every look, from the ground up. Where the database cannot be asked the rest is left out."""
    found: list[Finding] = []
    for look, needs_sound in LOOKS:
        if needs_sound and any(each.name in ("database", "pages", "schema") for each in found):
            continue
        try:
            found += look(patient)
        except (DBAPIError, OSError) as error:
            found.append(Finding(look.__name__.strip("_"), f"could not be looked at: {told(error)}"))
        finally:
            db.session.rollback()
    return found


def _database(patient: Patient) -> Iterator[Finding]:
    if kind_of(patient.address) == "sqlite" and not file_of(patient.address).is_file():
        yield Finding("database", f"{file_of(patient.address)} is not there.")
        return
    try:
        db.session.execute(text("SELECT 1"))
        there = inspect(db.session.connection()).has_table("alembic_version")
    except DBAPIError as error:
        yield Finding("database", f"does not answer: {told(error)}")
        return
    if not there:
        yield Finding("database", "has none of Doorstep's tables.")


def _pages(patient: Patient) -> Iterator[Finding]:
    """Only of SQLite: PostgreSQL checks its pages itself where it was told to."""
    if kind_of(patient.address) != "sqlite" or not file_of(patient.address).is_file():
        return
    try:
        refuse_damaged(file_of(patient.address))
    except Problem as problem:
        for sentences in (problem.errors or {}).values():
            yield from (Finding("pages", str(sentence)) for sentence in sentences[:3])


def _schema(patient: Patient) -> Iterator[Finding]:
    there = db.session.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    newest = ScriptDirectory(patient.revisions).get_heads()
    if sorted(there) != sorted(newest):
        yield Finding("schema", f"is at {', '.join(there) or 'nothing'}, this version needs {', '.join(newest)}.")


def _unfinished(patient: Patient) -> Iterator[Finding]:
    if (patient.data / UNFINISHED).exists():
        yield Finding("unfinished", "a restore was begun and did not come to an end. Restore again with --replace.")


def _folder(patient: Patient) -> Iterator[Finding]:
    if not installation.is_tied(patient.data):
        yield Finding("folder", f"{patient.data} does not carry the database's mark. Is a disk not mounted?")


def _room(patient: Patient) -> Iterator[Finding]:
    free = shutil.disk_usage(patient.data).free
    if free < LITTLE:
        yield Finding("space", f"{free // 1024 // 1024} MB are free in {patient.data}.")


def _keys(_: Patient) -> Iterator[Finding]:
    try:
        signer()
    except KeyMissing as missing:
        yield Finding(
            "keys", f"the private key in force is missing: {missing.errors}. Put it back by doorstep keys --load."
        )


def _clock(_: Patient) -> Iterator[Finding]:
    last = max(
        db.session.scalar(select(func.max(column))) or "" for column in (JobRun.ended_at, Device.last_contact_at)
    )
    if last > clock.later(clock.now(), seconds=LEAD_SECONDS):
        yield Finding(
            "clock",
            f"it is {clock.now()} here, but a phone was heard at {last}. What comes now is signed with a wrong time.",
        )


def _evidence(patient: Patient) -> Iterator[Finding]:
    """Whether the pieces that the database names are in the store, and are what their names say."""
    missing, damaged, looked = 0, 0, 0
    for organisation, sha256 in _pieces(patient.whole):
        looked += 1
        content = store().read(organisation, sha256)
        if content is None:
            missing += 1
        elif not matches(content, sha256):
            damaged += 1
    if missing:
        yield Finding("evidence_missing", f"{missing} of {looked} pieces looked at are not in the store.")
    if damaged:
        yield Finding("evidence_damaged", f"{damaged} of {looked} pieces looked at are not what their names say.")


def _pieces(whole: bool) -> list[tuple[str, str]]:
    named = select(Stored.organisation_id, Stored.sha256)
    if whole:
        return [(organisation, sha256) for organisation, sha256 in db.session.execute(named)]
    newest = db.session.execute(named.order_by(Stored.stored_at.desc(), Stored.sha256).limit(PIECES // 2)).all()
    others = db.session.execute(named.order_by(func.random()).limit(PIECES // 2)).all()
    return sorted({(organisation, sha256) for organisation, sha256 in [*newest, *others]})


def _chains(patient: Patient) -> Iterator[Finding]:
    """Whether the records of a sample of visits hold, as anybody would check them who was handed one."""
    wanted = select(Visit.organisation_id, Visit.id).where(Visit.last_fact_at.is_not(None))
    half = None if patient.whole else VISITS // 2
    newest = db.session.execute(wanted.order_by(Visit.last_fact_at.desc(), Visit.id).limit(half)).all()
    others = [] if patient.whole else db.session.execute(wanted.order_by(func.random()).limit(half)).all()
    for organisation, visit in sorted({(organisation, visit) for organisation, visit in [*newest, *others]}):
        try:
            wrong = verify(export(organisation, visit)).wrong
        except KeyMissing:
            return  # the keys' own look says so
        except Exception as error:  # because a record that cannot even be put together is what is looked for
            yield Finding("chains", f"the record of visit {visit} cannot be read: {told(error)}")
        else:
            if wrong and wrong.code not in OF_EVIDENCE:
                yield Finding("chains", f"the record of visit {visit} does not hold: {wrong.code} {wrong.where}")


def _awaited(_: Patient) -> Iterator[Finding]:
    old = clock.later(clock.now(), days=-7)
    late = select(Awaited.sha256).join(
        Visit, (Visit.organisation_id == Awaited.organisation_id) & (Visit.id == Awaited.visit_id)
    )
    late = late.where(Awaited.arrived_at.is_(None), Visit.last_fact_at < old).limit(1000)
    count = db.session.scalar(select(func.count()).select_from(late.subquery())) or 0
    if count:
        yield Finding("awaited", f"{count} photographs have been awaited for more than a week.", grave=False)


def _jobs(patient: Patient) -> Iterator[Finding]:
    if patient.alone:
        return
    failing = select(JobRun.name, func.max(JobRun.failures)).where(JobRun.failures >= 4).group_by(JobRun.name)
    for name, failures in db.session.execute(failing).all():
        yield Finding("jobs", f"{name} failed {failures} times in a row.", grave=False)
    last = db.session.scalar(select(func.max(JobRun.ended_at)))
    if last and last < clock.later(clock.now(), hours=-1):
        yield Finding("jobs", f"none has ended since {last}. Does serve or worker run?", grave=False)


def _notices(patient: Patient) -> Iterator[Finding]:
    if not patient.alone:
        yield from (Finding("notices", each, grave=False) for each in troubles())


def _backups(patient: Patient) -> Iterator[Finding]:
    if patient.alone:
        return
    last = last_backup(patient.data)
    if last is None:
        yield Finding("backup", "none has been taken.", grave=False)
    elif last["at"] < clock.later(clock.now(), hours=-STALE_HOURS):
        yield Finding("backup", f"the last one is of {last['at']}: {last['file']}", grave=False)
    elif last["missing"]:
        yield Finding("backup", f"the last one lacks {last['missing']} pieces of evidence: {last['file']}", grave=False)


OF_EVIDENCE = ("evidence_missing", "bytes_differ")


def look_at_fence(patient: Patient) -> Iterator[Finding]:
    """On PostgreSQL, whether the database itself keeps organisations apart."""
    if kind_of(patient.address) == "sqlite" or patient.alone or not (left := fence.open_tables()):
        return
    if len(left) < len(fence.fenced_tables()):
        yield Finding("fence", f"{', '.join(left)}: no policy yet. Restart a server.", grave=False)
        return
    words = (
        f"CREATE ROLE {fence.ROLE} NOLOGIN; GRANT {fence.ROLE} TO {make_url(patient.address).username or 'doorstep'};"
    )
    yield Finding(
        "fence", f"no role of its own. An administrator of PostgreSQL says: {words} Then restart.", grave=False
    )


LOOKS: tuple[tuple[Look, bool], ...] = (
    (_database, False),
    (_pages, False),
    (_unfinished, False),
    (_schema, True),
    (_folder, True),
    (_room, False),
    (_keys, True),
    (_clock, True),
    (_evidence, True),
    (_chains, True),
    (_awaited, True),
    (_jobs, True),
    (_notices, True),
    (look_at_fence, True),
    (_backups, False),
)
