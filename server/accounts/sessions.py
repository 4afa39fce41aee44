"""Sign-ins: opaque tokens of which only the hash is stored; begun, recognised and ended here."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast

from flask import current_app, has_request_context, request
from sqlalchemy import CursorResult, bindparam, func, or_, select, update
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response

from server.accounts import audit
from server.accounts.models import Device, Organisation, Person, SignIn
from server.kernel import authorise, clock
from server.kernel.arrives import by_https
from server.kernel.db import db
from server.kernel.prepared import Prepared, Row
from server.kernel.transaction import write

OFFICE, PHONE = "doorstep_office", "doorstep_phone"
MOST_AT_ONCE = 100  # sign-ins of one person: browsers and phones of years, and an end to what somebody heaps up
SEEN_MINUTES = 5  # because not every page needs a write

_sign_in, _person, _firm, _device = SignIn.__table__, Person.__table__, Organisation.__table__, Device.__table__
RECOGNISED = Prepared(
    select(
        _firm.c.id,
        _firm.c.slug,
        _firm.c.name,
        _firm.c.name_en,
        _firm.c.time_zone,
        _firm.c.hotline,
        _firm.c.language,
        _person.c.id,
        _person.c.login,
        _person.c.name,
        _person.c.name_en,
        _person.c.language,
        _person.c.roles,
        _person.c.team_id,
        _person.c.badge,
        _device.c.id,
        _device.c.key_id,
        _device.c.public_key,
        _device.c.revoked_at,
        _sign_in.c.token_hash,
        _sign_in.c.expires_at,
        func.coalesce(_sign_in.c.last_seen_at, _sign_in.c.created_at),
    )
    .join_from(
        _sign_in,
        _person,
        (_person.c.organisation_id == _sign_in.c.organisation_id) & (_person.c.id == _sign_in.c.person_id),
    )
    .join(_firm, _firm.c.id == _sign_in.c.organisation_id)
    .outerjoin(
        _device, (_device.c.organisation_id == _sign_in.c.organisation_id) & (_device.c.id == _sign_in.c.device_id)
    )
    .where(
        _sign_in.c.token_hash == bindparam("token"),
        _sign_in.c.ended_at.is_(None),
        _sign_in.c.expires_at > bindparam("now"),
        or_(
            _sign_in.c.device_id.is_not(None),  # a phone works for days without a network
            func.coalesce(_sign_in.c.last_seen_at, _sign_in.c.created_at) > bindparam("idle"),
        ),
        _person.c.left_at.is_(None),
    )
)


def begin(person: Person, *, device_id: str | None = None) -> str:
    """Inside `write`: a new sign-in of the person; returns the token, which is never stored."""
    token, now = secrets.token_urlsafe(32), clock.now()
    seconds = current_app.config["DOORSTEP"].session_seconds
    db.session.add(
        SignIn(
            token_hash=hash_of(token),
            organisation_id=person.organisation_id,
            person_id=person.id,
            device_id=device_id,
            created_at=now,
            expires_at=clock.later(now, seconds=seconds),
            last_seen_at=now,
            browser=browser_of(request.user_agent.string) if has_request_context() else None,
        )
    )
    _end_beyond(person, now)
    return token


def _end_beyond(person: Person, now: str) -> None:
    """Nobody has more than so many sign-ins at once: with one more the longest unused ends (ASVS 7.1.2)."""
    db.session.flush()
    unused = (
        select(SignIn.token_hash)
        .where(
            SignIn.organisation_id == person.organisation_id,
            SignIn.person_id == person.id,
            SignIn.ended_at.is_(None),
            SignIn.expires_at > now,
        )
        .order_by(func.coalesce(SignIn.last_seen_at, SignIn.created_at).desc(), SignIn.created_at.desc())
        .offset(MOST_AT_ONCE)
    )
    if beyond := db.session.scalars(unused).all():
        _end(SignIn.token_hash.in_(beyond))


def end(token_hash: str) -> None:
    """Inside `write`: end one sign-in."""
    _end(SignIn.token_hash == token_hash)


def end_all(organisation_id: str, person_id: str, but: str = "") -> int:
    """Inside `write`: end every sign-in of a person but the one of this hash, because the password changed or the person left; how many."""
    return _end(SignIn.organisation_id == organisation_id, SignIn.person_id == person_id, SignIn.token_hash != but)


def open_ones(organisation_id: str, person_id: str) -> list[SignIn]:
    """The sign-ins of a person that still hold, the latest used first."""
    now = clock.now()
    rows = db.session.scalars(
        select(SignIn).where(
            SignIn.organisation_id == organisation_id,
            SignIn.person_id == person_id,
            SignIn.ended_at.is_(None),
            SignIn.expires_at > now,
            or_(
                SignIn.device_id.is_not(None), func.coalesce(SignIn.last_seen_at, SignIn.created_at) > _idle_since(now)
            ),
        )
    )
    return sorted(rows, key=lambda row: row.last_seen_at or row.created_at, reverse=True)


def browser_of(agent: str) -> str:
    """Two words for a browser, `Chrome · Windows`, that its owner knows again; of the rest nothing is kept."""
    names = (
        ("Edg/", "Edge"),
        ("MicroMessenger", "WeChat"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    )
    systems = (
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    )
    found = [next((word for mark, word in pairs if mark in agent), "") for pairs in (names, systems)]
    return " · ".join(word for word in found if word)


def recognised() -> Sequence[authorise.Caller]:
    """The sign-ins of this request's cookies that hold; this surface's own first, so that an office and a phone share a browser."""
    names = (PHONE, OFFICE) if request.path.startswith("/api/") else (OFFICE, PHONE)
    tokens = [token for name in names if (token := request.cookies.get(cookie_name(name)))]
    return [found for token in tokens if (found := caller_of(token))]


def caller_of(token: str) -> authorise.Caller | None:
    """Whom a token stands for, while it holds."""
    found = _caller(hash_of(token))
    return (
        replace(found, sealing=hashlib.sha256(f"sealing\n{token}".encode("utf-8", "replace")).digest())
        if found
        else None
    )


def hash_of(token: str) -> str:
    """The hex hash under which a token is stored."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def cookie_name(surface: str) -> str:
    """The cookie's name; `__Host-` wherever there is https, so that no other host of the domain can set it."""
    return f"__Host-{surface}" if by_https() else surface


def give_cookie(response: Response, surface: str, token: str) -> None:
    """Hand the token to the browser, out of reach of scripts."""
    settings = current_app.config["DOORSTEP"]
    response.set_cookie(
        cookie_name(surface),
        token,
        max_age=settings.session_seconds,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=by_https(),
    )


def take_cookie(response: Response, surface: str) -> None:
    """Make the browser forget the token, and the pages and pictures that it has seen."""
    response.headers["Clear-Site-Data"] = '"cache"'
    response.delete_cookie(cookie_name(surface), path="/", httponly=True, samesite="Lax", secure=by_https())


def token_of(surface: str) -> str | None:
    """The hash of the token that the browser sent for a surface."""
    token = request.cookies.get(cookie_name(surface))
    return hash_of(token) if token else None


def presented(surface: str) -> authorise.Caller | None:
    """Whom the sign-in of this surface that the browser brings stands for, while it holds."""
    token = request.cookies.get(cookie_name(surface))
    return caller_of(token) if token else None


def end_presented(surface: str) -> None:
    """End the sign-in that the browser presents for a surface, so that no token outlives the next sign-in."""
    brought = token_of(surface)
    if brought:
        write(lambda: _sign_out(brought, surface))


def _end(*which: object) -> int:
    done = db.session.execute(update(SignIn).where(*which, SignIn.ended_at.is_(None)).values(ended_at=clock.now()))  # type: ignore[arg-type]
    return cast("CursorResult[Any]", done).rowcount


def _sign_out(token_hash: str, surface: str) -> None:
    row = db.session.get(SignIn, token_hash)
    if row is not None and row.ended_at is None:
        end(token_hash)
        audit.note(row.organisation_id, "signed_out", row.person_id, by=row.person_id, surface=surface)


def _idle_since(now: str) -> str:
    return clock.later(now, seconds=-current_app.config["DOORSTEP"].idle_seconds)


def _caller(token_hash: str) -> authorise.Caller | None:
    now = clock.now()
    row = RECOGNISED.first({"token": token_hash, "now": now, "idle": _idle_since(now)})
    if row is None:
        return None
    if row[15] is None and row[21] < clock.later(now, minutes=-SEEN_MINUTES):
        with suppress(DBAPIError):  # because a full disk must not take reading away
            write(lambda: _seen(token_hash, now))
    return _as_caller(row[:21])


def _seen(token_hash: str, now: str) -> None:
    db.session.execute(update(SignIn).where(SignIn.token_hash == token_hash).values(last_seen_at=now))


def _as_caller(row: Row) -> authorise.Caller:
    """From the columns of `RECOGNISED`: 7 of the organisation, 8 of the person, 4 of the device, 2 of the sign-in."""
    person, login, name, name_en, language, roles, team, badge = row[7:15]
    device, key_id, public_key, revoked_at = row[15:19]
    return authorise.Caller(
        authorise.CallersOrganisation(*row[:7]),
        authorise.CallersPerson(person, login, name, name_en, language, tuple(roles.split()), team, badge),
        authorise.CallersDevice(device, key_id, public_key, revoked_at is not None) if device else None,
        *row[19:],
    )
