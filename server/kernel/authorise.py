"""Who asks, and what their role allows. Views say it in one line; who is recognised by which cookie is told by `accounts`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, current_app, g

from server.kernel.fence import stay_within
from server.kernel.problem import Problem
from server.kernel.sealed import seal, unseal

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class CallersOrganisation:
    """The tenant that everything is asked of."""

    id: str
    slug: str
    name: str
    name_en: str | None
    time_zone: str
    hotline: str
    language: str


@dataclass(frozen=True, slots=True)
class CallersPerson:
    """Who asks, as plain values, because rows expire when a transaction ends."""

    id: str
    login: str
    name: str
    name_en: str | None
    language: str
    roles: tuple[str, ...]
    team_id: str | None
    badge: str | None

    def has_role(self, *roles: str) -> bool:
        """Whether the person has any of these roles."""
        return bool(set(roles) & set(self.roles))


@dataclass(frozen=True, slots=True)
class CallersDevice:
    """The enrolled phone that the sign-in is bound to."""

    id: str
    key_id: str
    public_key: bytes
    revoked: bool


@dataclass(frozen=True, slots=True)
class Who:
    """Who acts, and whether as a supervisor."""

    organisation: str
    person: str
    supervises: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """One recognised sign-in: `sign_in` is the hash of its token, `device` is None in an office's browser."""

    organisation: CallersOrganisation
    person: CallersPerson
    device: CallersDevice | None
    sign_in: str
    expires_at: str
    sealing: bytes = b""  # a key that only the browser's own token gives

    def seal(self, said: dict[str, Any]) -> str:
        """Text for an address that this sign-in alone can open."""
        return seal(self.sealing, said)

    def unseal(self, text: str) -> dict[str, Any] | None:
        """What was sealed for this sign-in; None for anything else."""
        return unseal(self.sealing, text) if text and self.sealing else None


def recognise_by(app: Flask, find: Callable[[], Sequence[Caller]]) -> None:
    """Let `find` say who sent the request: the sign-ins of its cookies that hold, the one of this surface first."""
    app.extensions["doorstep.recognise"] = find


def caller() -> Caller | None:
    """Who asks, if anybody is recognised; also on a revoked device."""
    return g.chosen_caller if "chosen_caller" in g else next(iter(_callers()), None)


def current() -> Caller:
    """Who asks; the problem `signed_out` when nobody is recognised, `device_revoked` on a revoked phone."""
    found = caller()
    if found is None:
        raise Problem("signed_out")
    if found.device and found.device.revoked and not g.get("revoked_may_pass"):
        raise Problem("device_revoked")
    stay_within(found.organisation.id)
    return found


def must_have_role(*roles: str) -> Caller:
    """Who asks, if they have any of these roles; else `signed_out`, `device_revoked` or `not_allowed`."""
    for found in _callers():  # because one browser may hold an office's and a phone's sign-in
        if found.person.has_role(*roles) and not (found.device and found.device.revoked):
            g.chosen_caller = found
            stay_within(found.organisation.id)
            return found
    current()
    raise Problem("not_allowed")


def recognise_again(found: Caller | None) -> Caller:
    """After signing in within a request: this is who asks from here on."""
    if found is None:
        raise Problem("signed_out")
    g.chosen_caller = found
    stay_within(found.organisation.id)
    return found


def signed_in(*, revoked_device: bool = False) -> Callable[[View], View]:
    """Decorator: anybody who is signed in. With `revoked_device` also a revoked phone, which may still hand in its work."""

    def check() -> None:
        g.revoked_may_pass = revoked_device
        current()

    return _guarding(check)


def require_role(*roles: str) -> Callable[[View], View]:
    """Decorator: only people with any of these roles. Stands above `arguments`, so that strangers learn nothing of a route."""
    return _guarding(lambda: must_have_role(*roles))


def reads_own_body(view: View) -> View:
    """Mark a view that checks its request's bytes itself; the gate then leaves them unread."""
    view.reads_own_body = True  # type: ignore[attr-defined]
    return view


def takes_file(largest: int) -> Callable[[View], View]:
    """Decorator: a view that takes a file of so many bytes. The gate leaves the body to it, so that nobody sends one before it is known who asks."""

    def decorate(view: View) -> View:
        view.largest_body = largest  # type: ignore[attr-defined]
        return reads_own_body(view)

    return decorate


def _guarding(check: Callable[[], object]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            check()
            return view(*args, **kwargs)

        guarded.guarded = True  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def _callers() -> Sequence[Caller]:
    if "callers" not in g:
        g.callers = tuple(current_app.extensions["doorstep.recognise"]())
    found: Sequence[Caller] = g.callers
    return found
