"""What every page of the console has: words in the person's language, the rail, and who asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request, url_for

from server.console.form import PASSING, came_back, hidden_fields, typed_again
from server.console.keys import KEYS
from server.console.sections import shown
from server.i18n.messages import LANGUAGES, catalogue, mistake_said, translate
from server.kernel import clock
from server.kernel.authorise import Caller, current
from server.kernel.problem import Problem
from server.kernel.registry import installed


def language() -> str:
    """The language of the person who asks."""
    wanted = current().person.language
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def t(key: str, **blanks: Any) -> str:
    """The console's words for a key, in the language of the person who asks."""
    return translate(f"console.{key}", language(), **blanks)


def listed(words: Iterable[str]) -> str:
    """Several things beside each other, as the person who asks writes them: 甲、乙 / one, another."""
    return ("、" if language() == "zh-CN" else ", ").join(words)


def translate_if_known(key: str) -> str | None:
    """The same, or None where nobody worded the key: for values that come from phones or from the address."""
    return catalogue().get(f"console.{key}", {}).get(language())


def render(template: str, here: str, status: int = 200, **context: Any) -> tuple[str, int]:
    """A page of the console; `here` names its place in the rail."""
    who = current()
    named = name_of(who.person, language())
    refused = came_back()
    problem = wording(refused.problem) if refused and refused.problem else None
    frame = {
        "t": t,
        "language": language(),
        "who": who,
        "here": here,
        "rail": _rail(who, here),
        "person_name": named,
        "initial": named[-1:] if language() == "zh-CN" else "".join(part[0] for part in named.split()[:2]),
        "organisation_name": name_of(who.organisation, language()),
        "notice": notice(),
        "close_args": _query,
        "doing_query": lambda doing: urlencode(
            _query(do=doing) | ({"visit": shown} if (shown := request.args.get("visit")) else {})
        ),
        "problem": problem,
        "typed": typed_again(),
        "errors": problem["fields"] if problem else {},
        "hidden_fields": hidden_fields,
        "came_back": refused,
        "keys_by_place": KEYS,
        "list_views": lambda: shown("console", "views", None),
        "may_order": who.person.has_role("dispatcher"),
        "may_administer": who.person.has_role("administrator"),
    }
    return render_template(f"{template}.html", **(frame | context)), status


def name_of(named: Any, language_: str) -> str:
    """A person's, team's or organisation's name as this reader reads it."""
    return str((named.name_en if language_ == "en" else None) or named.name)


def notice() -> str | None:
    """What has just been done, named in the address by `done`; an unknown word says nothing."""
    return translate_if_known(f"notice.{request.args.get('done', '')}")


def wording(problem: Problem) -> dict[str, Any]:
    """A problem as a form shows it: title, detail, next step, and a sentence a field."""
    fields = {name: _sentence(found) for name, found in (problem.errors or {}).items()}
    return problem.worded(language(), current().organisation.time_zone) | {"fields": fields, "code": problem.code}


def now() -> str:
    """This moment; one place, so that a page tells one time."""
    return clock.now()


def _query(**more: str | None) -> dict[str, str]:
    """This address's query without the panel; `more` joins it."""
    kept = {name: value for name, value in request.args.items() if name not in (*PASSING, "do", "visit")}
    return kept | {name: value for name, value in more.items() if value}


def _sentence(found: Any) -> str:
    key = str(found[0] if isinstance(found, list) and found else found)
    if key in catalogue():
        return translate(key, language())
    known = f"console.mistake.{key.partition(':')[0]}" in catalogue()
    return mistake_said(key if known else "unclear", language())


def _rail(who: Caller, here: str) -> list[dict[str, Any]]:
    return [
        {
            "name": each.name,
            "icon": each.icon,
            "label": t(f"rail.{each.name}"),
            "url": url_for(f"console.{each.name}"),
            "here": each.name == here,
            "count": installed().waiting(each, who),
        }
        for each in installed().nav()
        if who.person.has_role(*each.roles) and (each.shown is None or each.shown(who))
    ]
