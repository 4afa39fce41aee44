"""On a customer's page: the delivered projects that are called, and the form that begins one."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from server.callbacks import by_form, planning
from server.callbacks.models import CallBackPlan, CallBackWish
from server.console.form import with_query
from server.console.page import form
from server.customers.models import Customer
from server.i18n import dates
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.lookup import must_find
from server.kernel.roles import DECIDING


def customer_section(customer: Customer) -> dict[str, Any] | None:
    """The plans in force, for those who call."""
    who = current()
    if not who.person.has_role(*DECIDING):
        return None
    return {
        "action": url_for("console.plan_call_backs", customer_id=customer.id),
        "wish": url_for("console.wish_call_backs", customer_id=customer.id),
        "no_calls": db.session.get(CallBackWish, (customer.organisation_id, customer.id)) is not None,
        "plans": [
            {
                "id": each.id,
                "delivered": dates.short_day(each.delivered_on),
                "until": dates.short_day(each.until) if each.until else "",
                "end": url_for("console.end_call_backs", plan_id=each.id),
            }
            for each in planning.plans_of(who.organisation.id, customer.id)
        ],
    }


def _page_of(customer_id: str) -> str:
    return url_for("console.customer", customer_id=customer_id)


@form("/customers/<customer_id>/callbacks", *DECIDING, at=_page_of)
def plan_call_backs(customer_id: str) -> str:
    """Begin to call about a delivered project."""
    who, typed = current(), request.form
    planning.plan_project(
        who.organisation.id, who.person.id, customer_id, typed.get("delivered_on", ""), typed.get("until", "")
    )
    return with_query(_page_of(customer_id), "done", "call_backs_planned")


@form("/customers/<customer_id>/callbacks/wish", *DECIDING, at=_page_of)
def wish_call_backs(customer_id: str) -> str:
    """The customer wants no calls, or wants them again."""
    who = current()
    calls = request.form.get("calls") == "1"
    by_form.wish_no_calls(who.organisation.id, who.person.id, customer_id, wanted=calls)
    return with_query(_page_of(customer_id), "done", "call_back_wish")


@form("/callbacks/projects/<plan_id>/end", *DECIDING, at=lambda plan_id: url_for("console.callbacks"))
def end_call_backs(plan_id: str) -> str:
    """Call about it no more."""
    who = current()
    row = must_find(CallBackPlan, who.organisation.id, plan_id)
    planning.end_plan(who.organisation.id, who.person.id, plan_id)
    return with_query(_page_of(row.customer_id), "done", "call_backs_ended")
