"""How often somebody may try: counted by a keyed hash, so that no name and no address is kept."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any, cast

from flask import current_app, request
from sqlalchemy import CursorResult, Index, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel import clock
from server.kernel.db import Hash, Id, Model, Moment, db
from server.kernel.ids import new_id
from server.kernel.problem import Problem
from server.kernel.signing import signer
from server.kernel.transaction import write

WINDOW_MINUTES = 15


class Attempt(Model):
    """A try that is counted against a rate limit. `what` is a hash, so that no name or address is kept."""

    __tablename__ = "attempt"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    what: Mapped[str] = mapped_column(Hash)
    at: Mapped[str] = mapped_column(Moment)
    __table_args__ = (Index(None, "what", "at"), Index(None, "at"))


def count(login: str) -> list[str]:
    """Count a try before it is judged, so that many at once do not slip through; `slow_down` when there were too many.

    Returns the ids to hand to `forget` when the try was right.
    """
    settings = current_app.config["DOORSTEP"]
    limits = {
        keyed_hash(f"login\n{login}"): settings.sign_in_tries,
        keyed_hash(f"address\n{request.remote_addr or ''}"): settings.address_tries,
    }

    return _count(limits)


def count_guess(what: str, most: int) -> None:
    """Count a wrong guess of this address at `what` (a receipt code, a link); `slow_down` when there were too many."""
    _count({keyed_hash(f"{what}\n{request.remote_addr or ''}"): most})


def forget(login: str, ids: list[str]) -> None:
    """Inside `write`: the try was right: it does not count, and the login's earlier ones do not either."""
    db.session.execute(delete(Attempt).where(Attempt.id.in_(ids) | (Attempt.what == keyed_hash(f"login\n{login}"))))


def forget_old() -> int:
    """Attempts are kept as long as they count and no longer; returns how many went."""
    return write(lambda: _forget_before(_begin()))


def keyed_hash(text: str) -> str:
    """Hex of a hash that only this installation can make, so that counted names and addresses cannot be guessed back."""
    secret = hashlib.sha256(b"doorstep-counting\n" + signer().key.private_bytes_raw()).digest()
    return hmac.new(secret, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _count(limits: dict[str, int]) -> list[str]:
    def work() -> list[str] | int:
        now = clock.now()
        _forget_before(_begin())
        waits = [wait for what, most in limits.items() if (wait := _wait(what, most, now))]
        return max(waits) if waits else [_add(what, now) for what in limits]

    result = write(work)
    if isinstance(result, int):
        raise Problem("slow_down", retry_after=result)
    return result


def _begin() -> str:
    return clock.later(clock.now(), minutes=-WINDOW_MINUTES)


def _forget_before(begin: str) -> int:
    return cast("CursorResult[Any]", db.session.execute(delete(Attempt).where(Attempt.at < begin))).rowcount


def _wait(what: str, most: int, now: str) -> int:
    """Seconds until one more try is allowed; 0 when it is."""
    tries, first = db.session.execute(select(func.count(), func.min(Attempt.at)).where(Attempt.what == what)).one()
    if tries < most:
        return 0
    left = clock.milliseconds_between(now, clock.later(first, minutes=WINDOW_MINUTES))
    return max(1, -(-left // 1000))


def _add(what: str, now: str) -> str:
    row = Attempt(id=new_id(), what=what, at=now)
    db.session.add(row)
    return row.id
