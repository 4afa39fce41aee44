"""Pages and forms of the console: how a capability declares one, and their addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from types import FunctionType, ModuleType
from typing import Any

from flask import Blueprint, request, url_for

from server.console.form import PASSING, post
from server.kernel.authorise import require_role
from server.kernel.roles import OFFICE

DECLARED = "console_page"
LONGEST_QUERY = 80  # letters that are searched for


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


def form(rule: str, *roles: str, at: Callable[..., str]) -> Callable[..., Any]:
    """A form of the console that writes (`console.form`). The view acts and returns the address to go on to, or raises what is wrong.

    `at` gives the form's page from the parts of the rule, for a post that does not say on which page it stood.
    """

    def decorate(view: Callable[..., str]) -> Callable[..., Any]:
        @wraps(view)
        def posted(**parts: str) -> Any:
            return post(lambda: view(**parts), lambda: at(**parts))

        found: Callable[..., Any] = page(rule, *roles, methods=("POST",))(posted)
        return found

    return decorate


def query_typed() -> str:
    """What was typed into the page's search; '' for nothing."""
    return request.args.get("q", "").strip()[:LONGEST_QUERY]


def here(**changes: str | None) -> str:
    """This page's address with parts of its query changed; None or '' takes a part away."""
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name not in (*PASSING, *changes)}
    kept |= {name: value for name, value in changes.items() if value}
    return url_for(request.endpoint or "console.visits", **(request.view_args or {}), **kept)
