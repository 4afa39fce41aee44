"""The console's blueprint, its addresses, and how a form that failed comes back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Blueprint, redirect, request, url_for

from server.dispatch.frame import OFFICE
from server.kernel.authorise import require_role

blueprint = Blueprint("console", __name__, url_prefix="/console", template_folder="../templates")


def page(rule: str, *roles: str, methods: tuple[str, ...] = ("GET",)) -> Callable[..., Any]:
    """A page of the console for these roles; for anybody of the office when none is named."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def shown(**parts: str) -> Any:
            return view(**parts)

        return blueprint.route(rule, methods=list(methods), endpoint=view.__name__)(require_role(*(roles or OFFICE))(shown))

    return decorate


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
