"""How often somebody may try: counted by a keyed hash, so that no name and no address is kept."""

from __future__ import annotations

import hashlib
import hmac
from ipaddress import IPv4Address, IPv6Network, ip_address
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


def count(login: str, known_browser: str | None) -> list[str]:
    """Count a try to sign in before it is judged, so that many at once do not slip through; `slow_down` when there were too many.

    A browser in which this login was signed in before counts for itself alone. Strangers count by login and network together, by
    network, and, generously, by login: so nobody locks out somebody at work by wrong passwords, nor everybody behind one address.
    Returns the ids to hand to `forget` when the try was right.
    """
    settings = current_app.config["DOORSTEP"]
    if known_browser:
        return _count({keyed_hash(f"browser\n{login}\n{known_browser}"): settings.sign_in_tries})
    return _count(
        {
            _pair(login): settings.sign_in_tries,
            keyed_hash(f"login\n{login}"): settings.login_tries,
            keyed_hash(f"address\n{network()}"): settings.address_tries,
        }
    )


def refuse_guesses(what: str, most: int) -> None:
    """`slow_down` where this network has guessed wrong too often at `what`, also for a right one: before anything is looked up."""
    if wait := _wait(_guess(what), most, clock.now()):
        raise Problem("slow_down", retry_after=wait)


def count_guess(what: str, most: int) -> None:
    """Count a wrong guess of this network at `what` (a receipt code, a link); `slow_down` when there were too many."""
    _count({_guess(what): most})


def count_try(what: str, most: int) -> list[str]:
    """Count a try at one thing (the digits of one receipt), whoever tries; `slow_down` when there were too many. For `forget_tries`."""
    return _count({keyed_hash(what): most})


def happened_lately(what: str) -> bool:
    """Whether this was asked before in this window; the first time it is remembered and False."""
    try:
        _count({keyed_hash(what): 1})
    except Problem:
        return True
    return False


def forget_tries(ids: list[str]) -> None:
    """The tries were right and do not count."""
    write(lambda: db.session.execute(delete(Attempt).where(Attempt.id.in_(ids))))


def forget(login: str, ids: list[str]) -> None:
    """Inside `write`: the try was right: it does not count, and the login's earlier ones do not either."""
    of_login = Attempt.what.in_([keyed_hash(f"login\n{login}"), _pair(login)])
    db.session.execute(delete(Attempt).where(Attempt.id.in_(ids) | of_login))


def network() -> str:
    """Where a request comes from, as it is counted: an IPv4 address; of IPv6 the /64, because whoever has one address of it has all."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return request.remote_addr or ""
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Network((int(address) >> 64 << 64, 64)))


def forget_old() -> int:
    """Attempts are kept as long as they count and no longer; returns how many went."""
    return write(lambda: _forget_before(_begin()))


def keyed_hash(text: str) -> str:
    """Hex of a hash that only this installation can make, so that counted names and addresses cannot be guessed back."""
    secret = hashlib.sha256(b"doorstep-counting\n" + signer().key.private_bytes_raw()).digest()
    return hmac.new(secret, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _pair(login: str) -> str:
    return keyed_hash(f"login and address\n{login}\n{network()}")


def _guess(what: str) -> str:
    return keyed_hash(f"{what}\n{network()}")


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
