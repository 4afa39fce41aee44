"""What a dispatcher does about a notice: send it once more, or not at all."""

from __future__ import annotations

from server.kernel import clock
from server.kernel.db import db
from server.kernel.problem import Problem
from server.notices.models import Notice
from server.notices.rules import AGAIN, DROPPED, KINDS, WAITING


def send_again(organisation: str, visit: str, notice: str) -> None:
    """Inside `write`: try once more what was refused, dropped or is unknown; it is judged anew before it goes. `moved_on` in any other state."""
    row = _theirs(organisation, visit, notice)
    if row.state not in AGAIN:
        raise Problem("notice_moved_on")
    now = clock.now()
    row.state, row.reason, row.due_at, row.ended_at = WAITING, "", now, None
    row.expires_at = max(row.expires_at, clock.later(now, hours=min(2, KINDS[row.kind].hours)))


def keep_back(organisation: str, visit: str, notice: str) -> None:
    """Inside `write`: what waits is not sent. `moved_on` where it has gone already."""
    row = _theirs(organisation, visit, notice)
    if row.state != WAITING:
        raise Problem("notice_moved_on")
    row.state, row.reason, row.ended_at = DROPPED, "by_person", clock.now()


def _theirs(organisation: str, visit: str, notice: str) -> Notice:
    row = db.session.get(Notice, (organisation, notice), with_for_update=True)
    if row is None or row.subject_id != visit:
        raise Problem("not_found")
    return row
