"""The customer's receipt behind its code: a page without a script, in the customer's language."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from server.evidence import bundle
from server.evidence.ports import given
from server.evidence.receipt import grant_of, language_of_customer, normal_code, shown_receipt
from server.evidence.routes import show_picture
from server.i18n.messages import DEFAULT, LANGUAGES, language_of
from server.kernel.problem import Problem
from server.kernel.rate_limit import count_guess
from server.visits.models import Grant

blueprint = Blueprint("receipt", __name__, template_folder="templates", url_prefix="/r")
SAID = ("objected", "nothing_to_object")  # what the page says after the button was pressed
WRONG_GUESSES = 30  # 31⁸ codes make guessing hopeless at this pace, and a family may still reload the page


@blueprint.get("/")
def find() -> Response | str:
    """Where the code on the paper service card is typed in."""
    language = language_of(request.args.get("lang"), request.headers.get("Accept-Language"))
    typed = request.args.get("code", "")
    code = normal_code(typed)
    if code and grant_of(code):
        return redirect(url_for("receipt.show", code=code))  # type: ignore[return-value]
    if typed:
        count_guess("receipt", WRONG_GUESSES)
    answer = make_response(render_template("receipt/find.html", language=language, typed=typed[:20], missing=bool(typed)))
    answer.status_code = 404 if typed else 200
    return answer


@blueprint.get("/<string:code>")
def show(code: str) -> Response | str:
    """The receipt, or that its record is still on its way."""
    grant = _grant(code)
    chosen = request.args.get("lang", "")
    language = chosen if chosen in LANGUAGES else language_of_customer(grant)
    other = next(one for one in LANGUAGES if one != language)
    return render_template("receipt/show.html", receipt=shown_receipt(grant, language), language=language, other=other,
                           said=request.args.get("said", "") if request.args.get("said") in SAID else "")


@blueprint.get("/<string:code>/pictures/<string:sha256>")
def picture(code: str, sha256: str) -> Response:
    """A picture of this receipt's visit."""
    grant = _grant(code)
    return show_picture(grant.organisation_id, grant.visit_id, sha256, request.args.get("size", "page"))


@blueprint.get("/<string:code>/bundle.zip")
def download(code: str) -> Response:
    """The whole record, for whoever wants to check it."""
    grant = _grant(code)
    if not shown_receipt(grant, DEFAULT).home:
        raise Problem("not_found")
    headers = {"Content-Disposition": f'attachment; filename="doorstep-{grant.code}.zip"', "Cache-Control": "no-store"}
    return Response(bundle.export(grant.organisation_id, grant.visit_id, for_customer=True), mimetype="application/zip", headers=headers)


@blueprint.post("/<string:code>/objection")
def object_to(code: str) -> Response:
    """"That was not me": a fact that opens a review, never a deletion."""
    grant = _grant(code)
    organisation, visit = grant.organisation_id, grant.visit_id
    heard = given().object_to_signature(organisation, visit)
    said = "objected" if heard else "nothing_to_object"
    return redirect(url_for("receipt.show", code=code, lang=request.args.get("lang"), said=said, _anchor="said"), 303)  # type: ignore[return-value]


def _grant(code: str) -> Grant:
    grant = grant_of(normal_code(code))
    if grant is None:
        count_guess("receipt", WRONG_GUESSES)
        raise Problem("receipt_unknown")
    return grant
