"""The one runner of what time makes due: each job once for each due moment among all processes and hosts, caught up after a stop, and on record.

A job is due at every full step of its minutes (`Job.every`). Whoever finds it due claims the moment in one small write, so nobody else runs it; who
dies while running leaves a claim that ends after `LEASE_MINUTES`. A moment that nobody was there for is caught up once, because jobs look at what
is to be done and not at the clock.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import String, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel import clock
from server.kernel.alone import alone_in_this_write
from server.kernel.db import Model, Moment, OfOrganisation, db
from server.kernel.fence import within
from server.kernel.transaction import write
from server.kernel.wiring import Job

log = logging.getLogger("doorstep.jobs")
LEASE_MINUTES = 30  # beyond it whoever claimed a job is taken to be dead
NOBODY = ""  # the organisation of what belongs to the whole installation


class JobRun(OfOrganisation, Model):
    """How a job stands for an organisation: the due moment that was claimed last, when it ran, what it did, what failed since when."""

    __tablename__ = "job_run"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    due: Mapped[str] = mapped_column(Moment)
    began_at: Mapped[str | None] = mapped_column(Moment)
    ended_at: Mapped[str | None] = mapped_column(Moment)
    done: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[str | None] = mapped_column(Moment)  # when it last did anything
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    failure: Mapped[str | None] = mapped_column(String(80))  # kind of the last error, without its message


class JobCall(OfOrganisation, Model):
    """A job is wanted before it is due, because somebody waits for it. It goes when the job begins."""

    __tablename__ = "job_call"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[str] = mapped_column(Moment)


class Part(NamedTuple):
    """A job for one organisation; `NOBODY` for what belongs to the installation."""

    organisation: str
    job: Job


def run_due(parts: Iterable[Part], *, now: bool = False) -> dict[str, int]:
    """In an app context: run what is due, or with `now` everything. How much each did by name, and how many `failed`; none stops another."""
    parts = list(parts)
    done = dict.fromkeys((*(part.job.name for part in parts), "failed"), 0)
    known = {} if now else _claimed()
    for part in parts:
        moment = due_moment(clock.now(), part.job.every)
        if not now and _is_settled(known.get((part.organisation, part.job.name)), moment):
            continue
        try:
            if write(lambda part=part, moment=moment: _claim(part, moment, now)):  # type: ignore[misc]
                done[part.job.name] += _run(part)
        except Exception:  # because one organisation's trouble must not become everybody's
            done["failed"] += 1
    return done


def call_job(organisation: str, name: str) -> None:
    """Inside `write`: whoever runs jobs begins this one within seconds, in whichever process."""
    db.session.merge(JobCall(organisation_id=organisation, name=name, at=clock.now()))


def is_called() -> bool:
    """Whether anybody waits for a job."""
    found = db.session.scalar(select(JobCall.name).limit(1)) is not None
    db.session.rollback()
    return found


def run_called(parts: Iterable[Part]) -> dict[str, int]:
    """In an app context: run what was called for; how much each did, and how many `failed`. A job that runs now is begun again when it has ended."""
    calls = {(each.organisation_id, each.name) for each in db.session.scalars(select(JobCall))}
    db.session.rollback()
    if not calls:
        return {}
    running = {key for key, (_, began, ended) in _claimed().items() if ended is None and not _is_dead(began)}
    return run_due([each for each in parts if (each.organisation, each.job.name) in calls - running], now=True)


def due_moment(now: str, every: int) -> str:
    """The last full step of so many minutes: 12:37 → 12:30 for 15."""
    at = clock.instant(now)
    minutes = (at.hour * 60 + at.minute) // every * every
    return clock.text_of(at.replace(hour=minutes // 60, minute=minutes % 60, second=0, microsecond=0))


def next_moment(now: str, every: int) -> str:
    """The next one."""
    return due_moment(clock.later(due_moment(now, every), minutes=every), every)


def runs_of(organisation: str) -> dict[str, JobRun]:
    """How the jobs stand for an organisation, by name."""
    found = db.session.scalars(select(JobRun).where(JobRun.organisation_id == organisation))
    return {each.name: each for each in found}


def _claimed() -> dict[tuple[str, str], tuple[str, str | None, str | None]]:
    rows = db.session.execute(
        select(JobRun.organisation_id, JobRun.name, JobRun.due, JobRun.began_at, JobRun.ended_at)
    ).all()
    db.session.rollback()
    return {(organisation, name): (due, began, ended) for organisation, name, due, began, ended in rows}


def _is_settled(known: tuple[str, str | None, str | None] | None, moment: str) -> bool:
    """Whether nothing is left to do at a look; `_claim` looks again."""
    if known is None or known[0] < moment:
        return False
    _, began, ended = known
    return ended is not None or not _is_dead(began)


def _is_dead(began: str | None) -> bool:
    """Whether whoever began then is taken to be gone."""
    return (began or "") <= clock.later(clock.now(), minutes=-LEASE_MINUTES)


def _claim(part: Part, moment: str, now: bool) -> bool:
    """Inside `write`: take this moment; False where somebody else has."""
    key = {"organisation_id": part.organisation, "name": part.job.name}
    alone_in_this_write(f"job {part.organisation} {part.job.name}")
    called = (JobCall.organisation_id == part.organisation, JobCall.name == part.job.name)
    db.session.execute(delete(JobCall).where(*called))
    row = db.session.get(JobRun, (part.organisation, part.job.name))
    begins = {"due": moment, "began_at": clock.now(), "ended_at": None}
    if row is None:
        db.session.execute(insert(JobRun.__table__), key | begins | {"done": 0, "failures": 0})
        return True
    if now or not _is_settled((row.due, row.began_at, row.ended_at), moment):
        row.due, row.began_at, row.ended_at = moment, begins["began_at"], None
        return True
    return False


def _run(part: Part) -> int:
    mine = (JobRun.organisation_id == part.organisation, JobRun.name == part.job.name)
    try:
        with within(part.organisation):
            done = part.job.run(part.organisation)
    except Exception as error:
        db.session.rollback()
        log.exception("%s could not be brought up to date", part.job.name)
        kind = type(getattr(error, "orig", None) or error).__name__[:80]
        failed = {"ended_at": clock.now(), "done": 0, "failures": JobRun.failures + 1, "failure": kind}
        write(lambda: db.session.execute(update(JobRun).where(*mine).values(failed)))
        raise
    ended = {"ended_at": clock.now(), "done": done, "failures": 0, "failure": None}
    ended |= {"done_at": clock.now()} if done else {}
    write(lambda: db.session.execute(update(JobRun).where(*mine).values(ended)))
    return done
