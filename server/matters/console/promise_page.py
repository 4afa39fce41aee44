"""What the office does about a commitment: each form is one act, told by a contact, and leads back to the list."""

from __future__ import annotations

from flask import request, url_for

from server.console.form import back_to
from server.console.page import form
from server.console.typed import moment_typed
from server.kernel.authorise import current
from server.kernel.problem import Problem
from server.kernel.roles import DECIDING
from server.kernel.text.typed import text_typed
from server.matters import actions
from server.matters.actions import REACHED, Spoke

MAY_ACT = DECIDING


@form("/promises/<commitment_id>/kept", *MAY_ACT, at=lambda commitment_id: _page(commitment_id, "kept"))
def keep_promise(commitment_id: str) -> str:
    """Done, and the customer knows."""
    who = current()
    return _back(commitment_id, "kept", actions.keep(who.organisation.id, who.person.id, commitment_id, _spoke()))


@form("/promises/<commitment_id>/moved", *MAY_ACT, at=lambda commitment_id: _page(commitment_id, "moved"))
def move_promise(commitment_id: str) -> str:
    """Another time, agreed with the customer."""
    who, typed = current(), request.form
    actions.must_find(who.organisation.id, commitment_id)
    to = moment_typed("day", "to")
    if to is None:
        raise Problem("bad_input", {"day": ["day"]})
    result = actions.move(
        who.organisation.id,
        who.person.id,
        commitment_id,
        _spoke(),
        to=to,
        asked_by="customer" if typed.get("by") == "customer" else "us",
        sure=typed.get("sure") == "1",
    )
    return _back(commitment_id, "moved", result)


@form("/promises/<commitment_id>/waived", *MAY_ACT, at=lambda commitment_id: _page(commitment_id, "waived"))
def waive_promise(commitment_id: str) -> str:
    """No longer owed: the customer says so, or a supervisor decides and says why."""
    who, reason = current(), text_typed(request.form, "reason", 300)
    decided = request.form.get("by") == "us"
    result = actions.waive(
        who.organisation.id,
        who.person.id,
        commitment_id,
        None if decided else _spoke(),
        reason=reason,
        may_decide=who.person.has_role("supervisor"),
    )
    return _back(commitment_id, "waived", result)


@form("/promises/<commitment_id>/spoke", *MAY_ACT, at=lambda commitment_id: _page(commitment_id, "spoke"))
def speak_of_promise(commitment_id: str) -> str:
    """Somebody called, in vain or not; the promise stays as it is."""
    who = current()
    actions.speak(who.organisation.id, who.person.id, commitment_id, _spoke())
    return _back(commitment_id, "spoke", "")


def _spoke() -> Spoke:
    typed = request.form
    return Spoke(
        typed.get("channel", "phone"),
        typed.get("result", ""),
        text_typed(typed, "summary", 1000),
        "in" if typed.get("direction") == "in" else "out",
    )


def _back(commitment_id: str, done: str, result: str) -> str:
    """To the list; where nobody was reached the promise waits on, and the page says so."""
    return back_to(_page(commitment_id), done=f"promise_{done if result in (REACHED, '') else 'waits'}")


def _page(commitment_id: str, doing: str | None = None) -> str:
    return url_for("console.visits", visit=commitment_id, do=doing)
