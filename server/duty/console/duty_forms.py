"""What the office does about the roster, turns of duty and missed calls: each form is one act."""

from __future__ import annotations

from collections.abc import Callable

from flask import request, url_for

from server.console.form import back_to
from server.console.page import form
from server.console.typed import moment_typed, phone_typed
from server.duty import actions
from server.duty.calls import Rang, call_back, report_call
from server.kernel import clock
from server.kernel.authorise import Who, current
from server.kernel.ids import is_id, new_id
from server.kernel.problem import Problem
from server.kernel.roles import DECIDING
from server.kernel.text.typed import text_typed


def _who() -> Who:
    asking = current()
    return Who(asking.organisation.id, asking.person.id, asking.person.has_role("supervisor"))


def _list(doing: str | None = None) -> str:
    return url_for("console.duties", do=doing)


def _turn(duty_id: str, doing: str | None = None) -> str:
    return url_for("console.duty", duty_id=duty_id, do=doing)


def _id(name: str) -> str:
    value = request.form.get(name, "")
    if value and not is_id(value):
        raise Problem("bad_input", {name: ["missing"]})
    return value


@form("/duty", *DECIDING, at=lambda: _list("plan"))
def plan_duty() -> str:
    """One more turn of the roster."""
    begin, end = moment_typed("from_day", "from"), moment_typed("to_day", "to", ends=True, ahead=True)
    mistakes = {name: ["missing"] for name, value in (("from", begin), ("to", end)) if not value}
    if not begin or not end:
        raise Problem("bad_input", mistakes)
    actions.plan(
        _who(),
        request.form.get("post", ""),
        _id("team"),
        begin,
        end,
        _id("person"),
        deputy=_id("deputy"),
        reason=text_typed(request.form, "reason", 200),
    )
    return back_to(_list(), done="duty_planned")


@form("/duty/<duty_id>/<doing>", *DECIDING, at=lambda duty_id, doing: _turn(duty_id, doing))
def act_on_duty(duty_id: str, doing: str) -> str:
    """One of DOINGS."""
    if doing not in DOINGS:
        raise Problem("not_found")
    DOINGS[doing](duty_id)
    return back_to(_turn(duty_id), done=f"duty_{doing}")


def _hand_over(duty_id: str) -> None:
    actions.hand_over(
        _who(),
        duty_id,
        keys=text_typed(request.form, "keys", 200),
        notes=text_typed(request.form, "notes", 2000),
        to=_id("to"),
    )


def _relief_missing(duty_id: str) -> None:
    actions.relief_missing(_who(), duty_id, _id("called"), request.form.get("result", ""))


DOINGS: dict[str, Callable[[str], None]] = {
    "take_over": lambda duty_id: actions.take_over(_who(), duty_id),
    "hand_over": _hand_over,
    "note": lambda duty_id: actions.note(_who(), duty_id, text_typed(request.form, "text", 2000)),
    "relief_missing": _relief_missing,
    "swap": lambda duty_id: actions.swap(_who(), duty_id, _id("person"), text_typed(request.form, "reason", 200)),
    "drop": lambda duty_id: actions.drop(_who(), duty_id, text_typed(request.form, "reason", 200)),
}


@form("/calls", *DECIDING, at=lambda: _list("call"))
def note_missed_call() -> str:
    """A person says that a call was missed: noted, and not measured."""
    who = _who()
    at = moment_typed("day", "hour") or clock.now()
    if at > clock.now():
        raise Problem("bad_input", {"hour": ["console.duty.mistake.future"]})
    rang = Rang(new_id(), at, None, True, phone_typed("caller").kept)
    report_call(who.organisation, "", who.person, rang)
    return back_to(_list(), done="call_noted")


@form("/calls/<call_id>/back", *DECIDING, at=lambda call_id: _list())
def answer_call(call_id: str) -> str:
    """Somebody called back."""
    result = request.form.get("result", "")
    reached = call_back(_who(), call_id, result=result, summary=text_typed(request.form, "summary", 200))
    return back_to(_list(), done="call_answered" if reached == "reached" else "call_tried")
