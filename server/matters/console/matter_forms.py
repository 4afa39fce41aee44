"""What the office does about a matter: each form is one act and leads back to the matter's page."""

from __future__ import annotations

from collections.abc import Callable

from flask import request, url_for

from server.console.form import all_the_same, back_to
from server.console.page import form
from server.console.typed import moment_typed, words
from server.kernel.authorise import Who, current
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.roles import DECIDING
from server.kernel.text.letters import tidy
from server.kernel.text.typed import text_typed
from server.matters import matter_actions as actions
from server.matters import refusals
from server.matters.actions import REACHED, Spoke
from server.matters.matter_models import Matter

LONGEST_LINE = 200  # characters of one thing in a list that somebody types


def page_of(matter_id: str, doing: str | None = None) -> str:
    """The matter's page, with a form open."""
    return url_for("console.matter", matter_id=matter_id, do=doing)


def who() -> Who:
    """Who acts."""
    asking = current()
    return Who(asking.organisation.id, asking.person.id, asking.person.has_role("supervisor"))


def spoke() -> Spoke:
    """The contact as it was typed."""
    typed = request.form
    way = "in" if typed.get("direction") == "in" else "out"
    return Spoke(typed.get("channel", "phone"), typed.get("result", ""), text_typed(typed, "summary", 1000), way)


def lines(name: str) -> list[str]:
    """One thing a line, without the empty ones."""
    found = [each for line in request.form.get(name, "").splitlines() if (each := tidy(line, None))]
    if any(len(each) > LONGEST_LINE for each in found):
        raise Problem("bad_input", {name: [f"line_too_long:{LONGEST_LINE}"]})
    return found


@form("/matters/<matter_id>/<doing>", *DECIDING, at=lambda matter_id, doing: page_of(matter_id, doing))
def act_on_matter(matter_id: str, doing: str) -> str:
    """One of DOINGS; where nobody was reached the matter waits on, and the page says so."""
    if doing not in DOINGS:
        raise Problem("not_found")
    must_find(Matter, who().organisation, matter_id)  # before anything typed is looked at
    result = DOINGS[doing](who(), matter_id)
    done = f"matter_{doing if result in (None, REACHED) else 'waits'}"
    return back_to(page_of(matter_id), done=done)


def _speak(by: Who, matter: str) -> str:
    return actions.speak(by, matter, spoke(), request.form.get("to", ""))


def _pause(by: Who, matter: str) -> str:
    until, since = moment_typed("day", "until", ahead=True), moment_typed("since_day", "since")
    return actions.pause(by, matter, request.form.get("reason", ""), until=until, since=since, spoke=spoke())


def _refuse(by: Who, matter: str) -> str:
    typed = request.form
    given = spoke() if typed.get("result") else None
    large = [each for each in typed.getlist("large") if each in LARGE]
    way_out = text_typed(typed, "way_out", 1000)
    refusals.refuse(
        by,
        matter,
        words("reason"),
        given,
        to=typed.get("to", ""),
        way_out=way_out,
        large=large,
        all_the_same=all_the_same(),
    )
    return REACHED  # because it is refused, whoever was told


def _missing(by: Who, matter: str) -> None:
    refusals.tell_missing(by, matter, lines("items"), request.form.get("written", ""), all_the_same=all_the_same())


def _mark(by: Who, matter: str) -> str:
    typed = request.form
    note = text_typed(typed, "note", 1000)
    return actions.mark(by, matter, typed.get("kind", ""), note=note, spoke=spoke(), to=typed.get("to", "customer"))


LARGE = ("safety", "value", "building")

# What may be done about a matter, by the name of its form; each returns the result of its contact, None where it needs none.
DOINGS: dict[str, Callable[[Who, str], str | None]] = {
    "contact": _speak,
    "pause": _pause,
    "resume": actions.resume,
    "mark": _mark,
    "finish": lambda by, matter: actions.finish(by, matter, words("result")),
    "call_off": lambda by, matter: actions.call_off(by, matter, words("reason"), spoke()),
    "refuse": _refuse,
    "refusal_told": lambda by, matter: refusals.tell_refusal(by, matter, spoke(), request.form.get("to", "")),
    "superior": lambda by, matter: refusals.tell_superior(by, matter, words("text")),
    "overturn": lambda by, matter: refusals.overturn(by, matter, words("reason")),
    "missing": _missing,
    "item": lambda by, matter: refusals.take_item(by, matter, words("item", 200)),
    "open_result": actions.open_result,
    "send": actions.send_result,
    "acknowledge": actions.acknowledge,
    "close": actions.close,
    "reopen": lambda by, matter: actions.reopen(by, matter, words("reason")),
}
