"""Pages of the console: how a capability declares one, their addresses, and the way back after a form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from types import FunctionType, ModuleType
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Blueprint, redirect, request, url_for

from server.console.layout import OFFICE
from server.kernel.authorise import require_role

DECLARED = "console_page"


@dataclass(frozen=True, slots=True)
class Declared:
    """A page as its module declares it: address, methods, and the view behind its check of roles."""

    rule: str
    methods: tuple[str, ...]
    endpoint: str
    view: Callable[..., Any]


def page(rule: str, *roles: str, methods: tuple[str, ...] = ("GET",)) -> Callable[..., Any]:
    """A page of the console for these roles; for anybody of the office when none is named."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def shown(**parts: str) -> Any:
            return view(**parts)

        guarded = require_role(*(roles or OFFICE))(shown)
        setattr(guarded, DECLARED, Declared(rule, methods, view.__name__, guarded))
        return guarded

    return decorate


def blueprint_of(modules: Iterable[ModuleType]) -> Blueprint:
    """The console of an application: every page that these modules declare."""
    console = Blueprint("console", __name__, url_prefix="/console")
    for module in modules:
        for value in vars(module).values():
            declared = getattr(value, DECLARED, None) if isinstance(value, FunctionType) else None
            if declared is not None and declared.view.__module__ == module.__name__:
                console.add_url_rule(declared.rule, declared.endpoint, declared.view, methods=list(declared.methods))
    return console


def back_to(fallback: str, **more: str) -> Any:
    """Redirect to the page that the form came from (`back`), if that is one of ours, else to `fallback`; `more` joins its address."""
    wanted = request.form.get("back", "")
    parts = urlsplit(wanted)
    ours = parts.path.startswith("/console/") and not parts.netloc and not parts.scheme and "\\" not in wanted
    address = wanted if ours else fallback
    for name, value in more.items():
        address = with_query(address, name, value)
    return redirect(address, 303)


def with_query(address: str, name: str, value: str) -> str:
    """An address with one part of its query replaced, or left out when the value is ''."""
    parts = urlsplit(address)
    query = [(key, old) for key, old in parse_qsl(parts.query) if key != name]
    query += [(name, value)] if value else []
    return urlunsplit(("", "", parts.path, urlencode(query), ""))


def here(**changes: str | None) -> str:
    """This page's address with parts of its query changed; None or '' takes a part away."""
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name not in ("part", "done", "shown", *changes)}
    kept |= {name: value for name, value in changes.items() if value}
    return url_for(request.endpoint or "console.visits", **(request.view_args or {}), **kept)
