"""A visit's service report as a PDF, for the office to print or to send."""

from __future__ import annotations

from importlib.util import find_spec

from flask import Response, current_app, request
from sqlalchemy import select

from server.console.page import page
from server.customers.access import saw
from server.evidence.models import Receipt
from server.evidence.receipt import language_of_customer
from server.evidence.report.compile import pdf_of
from server.evidence.report.content import report_of
from server.i18n.messages import LANGUAGES
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.lookup import must_find
from server.kernel.rate_limit import count_try
from server.visits.console.visit_panel import visible_line
from server.visits.models import Grant

REPORTS = 60  # by one person in 15 minutes, because making one is work


def are_reports_made() -> bool:
    """Whether this installation has the extra `pdf`."""
    return find_spec("typst") is not None


@page("/visits/<visit_id>/report.pdf")
def service_report(visit_id: str) -> Response:
    """The report in the customer's language or the one that `lang` names; `not_found` while the record is on its way."""
    who = current()
    line = visible_line(who, visit_id)
    receipt = must_find(Receipt, who.organisation.id, visit_id)
    grant = db.session.scalars(
        select(Grant).where(Grant.organisation_id == who.organisation.id, Grant.code == receipt.code)
    ).one()
    count_try(f"report\n{who.person.id}", REPORTS)
    asked = request.args.get("lang", "")
    language = asked if asked in LANGUAGES else language_of_customer(grant)
    report, pictures = report_of(grant, receipt, who.organisation.time_zone, language)
    content = pdf_of(report, pictures, receipt.issued_at, current_app.config["DOORSTEP"].report_fonts)
    saw(who, "export", line.customer.id, visit_id)
    headers = {
        "Content-Disposition": f'inline; filename="doorstep-{receipt.code}.pdf"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, mimetype="application/pdf", headers=headers)
