"""Keys with which other systems call the API: made and revoked by administrators, shown once, stored as a hash, each for the scopes it names."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import g, request
from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts import audit
from server.kernel import clock
from server.kernel.db import Hash, Id, Model, Moment, OfOrganisation, db
from server.kernel.fence import stay_within
from server.kernel.ids import new_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.rate_limit import count_guess, count_try, refuse_guesses
from server.kernel.text.typed import LONGEST_NAME, text_typed
from server.kernel.transaction import write

View = TypeVar("View", bound=Callable[..., Any])
# What a key may be for; a route names the one that it needs.
SCOPES = (
    "calls",
    "read_visits",
    "write_orders",
    "read_customers",
    "write_customers",
    "read_matters",
    "write_matters",
    "write_complaints",
)
TOKEN = re.compile(r"dsk_[A-Za-z0-9_-]{43}\Z")
SHOWN = 8  # first characters of a key, by which people tell keys apart
WRONG_KEYS = 30  # from one network in 15 minutes
REQUESTS = 900  # with one key in 15 minutes
USED_MINUTES = 5  # because not every request needs to write when its key was used
MOST_KEYS = 50  # of an organisation that hold


class ApiKey(OfOrganisation, Model):
    """A key of an organisation. `secret_hash` is the SHA-256 of the key, `begins` its first characters; `scopes` are words separated by a space."""

    __tablename__ = "api_key"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    scopes: Mapped[str] = mapped_column(String(120))
    begins: Mapped[str] = mapped_column(String(12))
    secret_hash: Mapped[str] = mapped_column(Hash)
    made_by: Mapped[str] = mapped_column(Id)
    made_at: Mapped[str] = mapped_column(Moment)
    used_at: Mapped[str | None] = mapped_column(Moment)
    revoked_at: Mapped[str | None] = mapped_column(Moment)
    __table_args__ = (Index(None, "secret_hash"),)

    def may(self, scope: str) -> bool:
        """Whether the key is for this."""
        return self.revoked_at is None and scope in self.scopes.split()


@dataclass(frozen=True, slots=True)
class KeyCaller:
    """The system that asks, by its key. `person` is the administrator who made the key and answers for it."""

    organisation: str
    key: str
    person: str


def make(organisation: str, by: str, name: str, scopes: list[str]) -> str:
    """Inside `write`: a new key for these scopes; returns the key itself, which nobody can read again. `bad_input`, `too_many_keys`."""
    name = text_typed({"name": name}, "name", LONGEST_NAME)
    mistakes = {} if name else {"name": ["missing"]}
    mistakes |= {} if scopes and set(scopes) <= set(SCOPES) else {"scopes": ["missing"]}
    if mistakes:
        raise Problem("bad_input", mistakes)
    if len([each for each in keys_of(organisation) if each.revoked_at is None]) >= MOST_KEYS:
        raise Problem("too_many_keys")
    key = f"dsk_{secrets.token_urlsafe(32)}"
    made = ApiKey(
        organisation_id=organisation,
        id=new_id(),
        name=name,
        scopes=" ".join(sorted(set(scopes))),
        begins=key[:SHOWN],
        secret_hash=hash_of(key),
        made_by=by,
        made_at=clock.now(),
    )
    db.session.add(made)
    audit.note(organisation, "api_key_made", made.id, by=by, name=name, scopes=made.scopes)
    return key


def revoke(organisation: str, by: str, key: str) -> None:
    """Inside `write`: this key opens nothing any more; `not_found` for a stranger's."""
    row = must_find(ApiKey, organisation, key)
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        audit.note(organisation, "api_key_revoked", row.id, by=by, name=row.name)


def keys_of(organisation: str) -> list[ApiKey]:
    """All keys, those that hold first, the newest first."""
    rows = db.session.scalars(select(ApiKey).where(ApiKey.organisation_id == organisation).order_by(ApiKey.id.desc()))
    return sorted(rows, key=lambda row: row.revoked_at is not None)


def require_scope(scope: str) -> Callable[[View], View]:
    """Decorator: only systems whose key (`Authorization: Bearer dsk_…`) is for `scope`; the view asks `key_caller()` who it is.

    `key_unknown` (401) for a key that nobody has or that was revoked, `key_not_for_this` (403), `slow_down` (429) for too many requests.
    """
    if scope not in SCOPES:
        raise ValueError(f"{scope}: no such scope")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            g.key_caller = _recognised(scope)
            stay_within(g.key_caller.organisation)
            return view(*args, **kwargs)

        guarded.guarded, guarded.scope = True, scope  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def key_caller() -> KeyCaller:
    """Which system asks, in a view behind `require_scope`."""
    found: KeyCaller = g.key_caller
    return found


def hash_of(key: str) -> str:
    """What is stored of a key: a plain hash, because a key is 32 random bytes and cannot be guessed from it."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def _recognised(scope: str) -> KeyCaller:
    refuse_guesses("api key", WRONG_KEYS)
    kind, _, key = request.headers.get("Authorization", "").partition(" ")
    key = key.strip()
    row = None
    if kind.lower() == "bearer" and TOKEN.match(key):
        row = db.session.scalar(select(ApiKey).where(ApiKey.secret_hash == hash_of(key)))
    if row is None or row.revoked_at is not None:
        if key:
            count_guess("api key", WRONG_KEYS)
        raise Problem("key_unknown")
    if not row.may(scope):
        raise Problem("key_not_for_this")
    found = KeyCaller(row.organisation_id, row.id, row.made_by)
    stale = (row.used_at or "") < clock.later(clock.now(), minutes=-USED_MINUTES)
    count_try(f"api key {found.key}", REQUESTS)
    if stale:
        write(lambda: _note_use(found))
    return found


def _note_use(found: KeyCaller) -> None:
    db.session.get_one(ApiKey, (found.organisation, found.key)).used_at = clock.now()
