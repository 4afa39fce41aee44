"""On the customer's page: the mail address for notices, and whether the customer wants any."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from server.console.form import back_to
from server.console.page import form
from server.customers.models import Customer
from server.kernel.authorise import current
from server.kernel.db import db
from server.notices import setting_up
from server.notices.channels.registered import masked_mail
from server.notices.models import NoticeContact


def customer_section(customer: Customer) -> dict[str, Any]:
    """What is known, the address masked; dispatchers may change it."""
    row = db.session.get(NoticeContact, (customer.organisation_id, customer.id))
    return {
        "mail": masked_mail(row.mail) if row and row.mail else "",
        "wanted": row is None or row.wanted,
        "action": url_for("console.set_notice_contact", customer_id=customer.id)
        if current().person.has_role("dispatcher")
        else "",
    }


@form(
    "/customers/<customer_id>/notices",
    "dispatcher",
    at=lambda customer_id: url_for("console.customer", customer_id=customer_id),
)
def set_notice_contact(customer_id: str) -> str:
    """Another address (an empty one leaves what is known, `forget` removes it), and the customer's wish."""
    who, given = current(), request.form
    row = db.session.get(NoticeContact, (who.organisation.id, customer_id))
    mail = "" if given.get("forget") else given.get("mail", "").strip()[:254] or (row.mail if row else "")
    setting_up.set_contact(who.organisation.id, who.person.id, customer_id, mail, given.get("wanted") == "1")
    return back_to(url_for("console.customer", customer_id=customer_id), done="notice_contact")
