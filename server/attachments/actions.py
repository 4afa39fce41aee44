"""Adding, removing and putting back attachments. Each act is an entry of the audit log; the phones that hold the visit are told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, exists, func, select

from server.accounts import audit
from server.attachments.models import Attachment, AttachmentFetched
from server.attachments.rules import MOST, TITLE, Prepared, titles_of, wrong
from server.evidence import keeping
from server.evidence.needed import on_hold
from server.evidence.store import store
from server.kernel import clock
from server.kernel.db import db
from server.kernel.feed import announce
from server.kernel.ids import new_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.text.letters import tidy
from server.kernel.transaction import write
from server.visits.log.log import holders_of
from server.visits.models import Assignment, Visit
from server.visits.rules import FINISHED

PUT_BACK_MINUTES = 10  # as long as any other act of the office may be undone
AT_ONCE = 200  # of the job


def add(
    organisation: str, by: str, visit_id: str, files: Sequence[Prepared], title: str, fallback: str
) -> list[Attachment]:
    """Inside `write`: these files belong to the visit, each once, also where they are sent again. Returns them in their order.

    `visit_is_over`, `not_found`, `bad_input` (field `files`) where it would be too many.
    """
    visit = _open(organisation, visit_id)
    there = {each.sha256: each for each in of_visit(organisation, visit.id)}
    if len(there.keys() | {each.sha256 for each in files}) > MOST:
        raise wrong("attachment_many")
    found, anew = [], False
    for each, called in zip(files, titles_of(list(files), title, fallback), strict=True):
        row = there.get(each.sha256)
        if row is None:
            row = there[each.sha256] = Attachment(
                organisation_id=organisation,
                id=new_id(),
                visit_id=visit.id,
                title=called,
                type=each.type,
                size=len(each.content),
                sha256=keeping.keep(organisation, each.content, each.type),
                added_at=clock.now(),
                added_by=by,
            )
            db.session.add(row)
            db.session.flush()
            audit.note(organisation, "attachment_added", row.id, by=by, visit=visit.id)
            anew = True
        elif not is_here(row):  # because a restored server may lack the bytes, and here they are
            keeping.keep(organisation, each.content, each.type)
            anew = True
        found.append(row)
    if anew:
        tell(visit)
    return found


def rename(organisation: str, by: str, visit_id: str, attachment_id: str, title: str) -> bool:
    """Inside `write`: it is called otherwise, also on the phones; False where that changes nothing. `visit_is_over`, `not_found`."""
    visit = _open(organisation, visit_id)
    row, called = _of(visit, attachment_id), tidy(title, TITLE)
    if row.removed_at is not None:
        raise Problem("not_found")
    if not called or called == row.title:
        return False
    row.title = called
    audit.note(organisation, "attachment_renamed", row.id, by=by, visit=visit.id)
    tell(visit)
    return True


def remove(organisation: str, by: str, visit_id: str, attachment_id: str, *, after_its_end: bool = False) -> Attachment:
    """Inside `write`: it leaves the phones; for ten minutes it can be put back. `not_found`, and `visit_is_over` unless `after_its_end`."""
    visit = _open(organisation, visit_id, after_its_end)
    row = _of(visit, attachment_id)
    if row.removed_at is None:
        row.removed_at, row.removed_by = clock.now(), by
        db.session.execute(
            delete(AttachmentFetched).where(
                AttachmentFetched.organisation_id == organisation, AttachmentFetched.attachment_id == row.id
            )
        )  # because phones drop it
        audit.note(organisation, "attachment_removed", row.id, by=by, visit=visit.id)
        tell(visit)
    return row


def put_back(
    organisation: str, by: str, visit_id: str, attachment_id: str, *, after_its_end: bool = False
) -> Attachment:
    """Inside `write`: it was removed by mistake. `too_late_to_undo` once ten minutes have passed."""
    visit = _open(organisation, visit_id, after_its_end)
    row = _of(visit, attachment_id)
    if row.removed_at is None:
        return row
    if not may_come_back(row):
        raise Problem("too_late_to_undo")
    there = of_visit(organisation, visit.id)
    if len(there) >= MOST or any(each.sha256 == row.sha256 for each in there):
        raise wrong("attachment_many")
    row.removed_at = row.removed_by = None
    audit.note(organisation, "attachment_put_back", row.id, by=by, visit=visit.id)
    tell(visit)
    return row


def of_visit(organisation: str, visit_id: str, *, removed: bool = False) -> list[Attachment]:
    """A visit's attachments in the order in which they were added; with `removed` also those that were taken away."""
    wanted = select(Attachment).where(Attachment.organisation_id == organisation, Attachment.visit_id == visit_id)
    if not removed:
        wanted = wanted.where(Attachment.removed_at.is_(None))
    return list(db.session.scalars(wanted.order_by(Attachment.id)))


def may_come_back(row: Attachment) -> bool:
    """Whether it was removed so lately that it can be put back."""
    since = clock.later(clock.now(), minutes=-PUT_BACK_MINUTES)
    return row.removed_at is not None and not row.gone and row.removed_at > since


def is_here(row: Attachment) -> bool:
    """Whether the store has the bytes."""
    return not row.gone and store().has(row.organisation_id, row.sha256)


def bytes_of(row: Attachment, begin: int = 0, end: int | None = None) -> bytes:
    """The bytes, or a part that is read alone. `not_found` where they are gone; `evidence_unreachable` where the bucket does not answer."""
    content, key = None, (row.organisation_id, row.sha256)
    if not row.gone:
        content = store().read(*key) if end is None else store().part(*key, begin, end)
    if content is None:
        raise Problem("not_found")
    return content


def fetched(row_id: str, organisation: str, person: str) -> None:
    """In a write of its own, once: the phone of this person was sent all of it."""
    key = (organisation, row_id, person)
    if db.session.get(AttachmentFetched, key) is None:
        write(
            lambda: db.session.merge(
                AttachmentFetched(organisation_id=organisation, attachment_id=row_id, person_id=person, at=clock.now())
            )
        )


def goes_there(organisation: str, person: str, visit_id: str) -> bool:
    """Whether this person is assigned to the visit."""
    theirs = (
        Assignment.organisation_id == organisation,
        Assignment.visit_id == visit_id,
        Assignment.person_id == person,
    )
    return bool(db.session.scalar(select(exists().where(*theirs))))


def on_phones(rows: Sequence[Attachment]) -> dict[str, int]:
    """Attachment → how many people's phones were sent it."""
    if not rows:
        return {}
    wanted = (
        select(AttachmentFetched.attachment_id, func.count())
        .where(
            AttachmentFetched.organisation_id == rows[0].organisation_id,
            AttachmentFetched.attachment_id.in_([each.id for each in rows]),
            exists().where(  # because the phone of somebody who goes there no more has dropped it
                Assignment.organisation_id == AttachmentFetched.organisation_id,
                Assignment.visit_id == rows[0].visit_id,
                Assignment.person_id == AttachmentFetched.person_id,
            ),
        )
        .group_by(AttachmentFetched.attachment_id)
    )
    return {row.attachment_id: int(row[1]) for row in db.session.execute(wanted)}


def forget_removed(organisation: str) -> int:
    """The job: bytes of what was removed and can no longer be put back; how many went. The mark stays, and all of who is on hold."""

    def work() -> int:
        before = clock.later(clock.now(), minutes=-PUT_BACK_MINUTES)
        due = (
            select(Attachment)
            .where(Attachment.organisation_id == organisation, Attachment.removed_at <= before, ~Attachment.gone)
            .where(*(Attachment.visit_id.not_in(_visits_of(organisation, each)) for each in on_hold(organisation)))
            .order_by(Attachment.removed_at)
            .limit(AT_ONCE)
        )
        rows = list(db.session.scalars(due))
        for row in rows:
            row.gone = True
        db.session.flush()
        for digest in {row.sha256 for row in rows}:
            keeping.let_go(organisation, digest)
        return len(rows)

    return write(work)


def _visits_of(organisation: str, customers: Any) -> Select[str]:
    return select(Visit.id).where(Visit.organisation_id == organisation, Visit.customer_id.in_(customers))


def tell(visit: Visit) -> None:
    """The phones that hold the visit hear how its attachments stand now."""
    for person in holders_of(visit.organisation_id, [visit.id]).get(visit.id, []):
        announce(visit.organisation_id, person, "visit", visit=visit.id, detail="attachments")


def _open(organisation: str, visit_id: str, after_its_end: bool = False) -> Visit:
    visit = must_find(Visit, organisation, visit_id, locked=True)
    if visit.state in FINISHED and not after_its_end:
        raise Problem("visit_is_over")
    return visit


def _of(visit: Visit, attachment_id: str) -> Attachment:
    row = must_find(Attachment, visit.organisation_id, attachment_id)
    if row.visit_id != visit.id:
        raise Problem("not_found")
    return row
