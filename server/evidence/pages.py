"""The customer's receipt behind its code: a page without a script, in the customer's language."""

from __future__ import annotations

import json
import re

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from server.console.sections import shown
from server.customers.access import saw
from server.evidence import bundle
from server.evidence.codes import is_record_key, may_take_record, opened_by
from server.evidence.models import Receipt
from server.evidence.ports import given
from server.evidence.receipt import language_of_customer, shown_receipt
from server.evidence.routes import show_picture
from server.i18n.messages import DEFAULT, LANGUAGES, language_of
from server.kernel.authorise import caller
from server.kernel.db import db
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.rate_limit import count_try
from server.kernel.registry import installed
from server.kernel.transaction import write
from server.tlog.log import proof_of
from server.visits.models import Grant, Visit

blueprint = Blueprint("receipt", __name__, template_folder="templates", url_prefix="/r")
RECORDS = 20  # whole records of one visit in 15 minutes, by whomever
SAID = ("objected", "nothing_to_object", "wrong_digits")  # what the page says after the button was pressed


@blueprint.get("/")
def find() -> Response | str:
    """Where the code on the paper service card is typed in."""
    language = language_of(request.args.get("lang"), request.headers.get("Accept-Language"))
    typed = request.args.get("code", "")
    found = _opened(_in_a_link(typed)) if typed else None
    if found:
        return redirect(url_for("receipt.show", code=found.code))  # type: ignore[return-value]
    return _asking(typed, language)


def _in_a_link(typed: str) -> str:
    """The code of a whole address that was pasted, as a message or a scanner has it; else what was typed."""
    return re.split("[/?#]", typed.rpartition("/r/")[2])[0] if "/r/" in typed else typed


def _opened(code: str) -> Grant | None:
    """What `opened_by` opens, None for a code that nobody has: whoever typed it wrongly is asked again on the page that has the field."""
    try:
        return opened_by(code)
    except Problem as problem:
        if problem.code != "receipt_unknown":
            raise
        return None


def _staff_look(grant: Grant, what: str) -> None:
    """The link is the customer's; where somebody of the company opens it in a browser that knows them, it is a look like any other (DA-3)."""
    who = caller()
    if who is not None and who.organisation.id == grant.organisation_id:
        visit = db.session.get_one(Visit, (grant.organisation_id, grant.visit_id))
        saw(who, what, visit.customer_id, visit.id)


def _is_read() -> bool:
    """Whether somebody has this page before their eyes who is not of the company: a browser says that it opens a document.

    What fetches a page to show a preview of its link, in a chat or a mail, does not say so, and a preview has told nobody anything.
    """
    return request.headers.get("Sec-Fetch-Dest") == "document" and caller() is None


def _asking(typed: str, language: str) -> Response:
    answer = make_response(
        render_template("receipt/find.html", language=language, typed=typed[:20], missing=bool(typed))
    )
    answer.status_code = 404 if typed else 200
    return answer


@blueprint.get("/<string:code>")
def show(code: str) -> Response | str:
    """The receipt, or that its record is still on its way."""
    chosen = request.args.get("lang", "")
    grant = _opened(code)
    if grant is None:
        return _asking(code, language_of(chosen, request.headers.get("Accept-Language")))
    _staff_look(grant, "record")
    language = chosen if chosen in LANGUAGES else language_of_customer(grant)
    other = next(one for one in LANGUAGES if one != language)
    receipt = shown_receipt(grant, language)
    if receipt.home and _is_read():
        write(lambda: installed().opened_receipt(grant.organisation_id, grant.visit_id))
    return render_template(
        "receipt/show.html",
        receipt=receipt,
        language=language,
        other=other,
        promised=shown("receipt", "promised", receipt),
        ways=shown("receipt", "ways", receipt),
        said=request.args.get("said", "") if request.args.get("said") in SAID else "",
    )


@blueprint.get("/<string:code>/pictures/<string:sha256>")
def picture(code: str, sha256: str) -> Response:
    """A picture of this receipt's visit."""
    grant = opened_by(code)
    return show_picture(grant.organisation_id, grant.visit_id, sha256, request.args.get("size", "page"))


@blueprint.get("/<string:code>/receipt.tlog-proof")
def keep(code: str) -> Response:
    """The receipt to keep: its document inside the proof that it stands in the log. Who has it finds whatever is changed later."""
    grant = opened_by(code)
    receipt = must_find(Receipt, grant.organisation_id, grant.visit_id)
    text = proof_of("receipt", json.loads(receipt.document), receipt.document.encode())
    headers = {"Content-Disposition": f'attachment; filename="doorstep-{grant.code}.tlog-proof"'}
    return Response(text, mimetype="text/plain", headers=headers)


@blueprint.get("/<string:code>/bundle.zip")
def download(code: str) -> Response:
    """The whole record by the link that the company gives; without its key back to the page, which says what is needed."""
    grant = opened_by(code)
    if not is_record_key(grant, request.args.get("key", "")):
        return redirect(url_for("receipt.show", code=code, _anchor="check"), 303)  # type: ignore[return-value]
    return _record(grant)


@blueprint.post("/<string:code>/bundle.zip")
def download_by_digits(code: str) -> Response:
    """The whole record, for whoever has the code and knows the customer's telephone."""
    grant = opened_by(code)
    if not may_take_record(grant, request.form.get("digits", "")[:20]):
        return redirect(  # type: ignore[return-value]
            url_for("receipt.show", code=code, lang=request.args.get("lang"), said="wrong_digits", _anchor="check"), 303
        )
    return _record(grant)


def _record(grant: Grant) -> Response:
    if not shown_receipt(grant, DEFAULT).home:
        raise Problem("not_found")
    _staff_look(grant, "export")
    count_try(f"bundle\n{grant.organisation_id}\n{grant.visit_id}", RECORDS)  # because packing one is work
    headers = {"Content-Disposition": f'attachment; filename="doorstep-{grant.code}.zip"', "Cache-Control": "no-store"}
    return Response(
        bundle.export(grant.organisation_id, grant.visit_id, for_customer=True),
        mimetype="application/zip",
        headers=headers,
    )


@blueprint.post("/<string:code>/objection")
def object_to(code: str) -> Response:
    """ "That was not me": a fact that opens a review, never a deletion."""
    grant = opened_by(code)
    organisation, visit = grant.organisation_id, grant.visit_id
    heard = given().object_to_signature(organisation, visit)
    said = "objected" if heard else "nothing_to_object"
    return redirect(url_for("receipt.show", code=code, lang=request.args.get("lang"), said=said, _anchor="said"), 303)  # type: ignore[return-value]
