"""How customers complain without a sign-in: from the receipt, from the page of their visit, and from the web. No script; a GET changes nothing."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, request, url_for
from sqlalchemy import func, select

from server.accounts.models import Organisation
from server.complaints.facts import LONGEST
from server.complaints.models import Complaint
from server.complaints.opening import Said, open_complaint
from server.complaints.pages import SWITCH, blueprint, go_to, page, say
from server.complaints.received_once import known_as, open_once
from server.complaints.rules import WANTS
from server.evidence.codes import opened_by
from server.evidence.receipt import Shown
from server.feedback.links import opened as opened_visit
from server.feedback.shown import Page, language_for
from server.i18n.messages import LANGUAGES, language_of
from server.kernel import clock
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.rate_limit import count_guess, count_try, network, refuse_guesses
from server.kernel.text.letters import tidy
from server.kernel.text.typed import length_trouble, text_typed
from server.visits.models import Visit
from server.visits.rules import ENDED

A_CODE_AND_DAY = 5  # complaints about a visit by its links; then the telephone
A_NETWORK = 5  # from the web, in 15 minutes
FITS = {
    "caller": 80,
    "place": 120,
    "phone": 32,
}  # characters of each field; what is longer is asked for again, never cut
WRONG_AT = {"empty": "text", "long": "text", "many": ""}  # the field to mend; else the one that its name ends with
A_DAY = 200  # from the web to one organisation; then the telephone
WRONG_NAMES = 30  # of organisations, by one network in 15 minutes
TRAP = "website"  # a field that no person sees: whoever fills it in is a machine


@dataclass(frozen=True, slots=True)
class Way:
    """Where a complaint comes from: `endpoint` and `address` are this page's, `visit` is known but from the web."""

    organisation: Organisation
    endpoint: str
    address: dict[str, str]
    language: str
    visit: Visit | None = None

    def url(self, language: str, send: bool = False) -> str:
        """The address of the form in a language, or of what it sends to."""
        endpoint = f"complaint_pages.{'send' if send else 'make'}_{self.endpoint}"
        return url_for(endpoint, **{"lang": language, **self.address})  # type: ignore[arg-type]


@blueprint.get("/new/<string:code>")
def make_receipt(code: str) -> Response:
    """The form, opened from the receipt by its code."""
    return _form(_by_receipt(code))


@blueprint.post("/new/<string:code>")
def send_receipt(code: str) -> Response:
    """Record it and show its page. What was typed survives a refusal."""
    return _send(_by_receipt(code))


@blueprint.get("/visit/<string:code>")
def make_visit(code: str) -> Response:
    """The form, opened from the page of the customer's visit."""
    return _form(_by_visit(code))


@blueprint.post("/visit/<string:code>")
def send_visit(code: str) -> Response:
    """Record it and show its page."""
    return _send(_by_visit(code))


@blueprint.get("/to/<string:slug>")
def make_web(slug: str) -> Response:
    """The form for anybody, by the organisation's short name."""
    return _form(_by_web(slug))


@blueprint.post("/to/<string:slug>")
def send_web(slug: str) -> Response:
    """Record it and show its page, whose address is all that a stranger has of it."""
    return _send(_by_web(slug))


def receipt_section(shown: Shown) -> dict[str, Any] | None:
    """On the receipt: the way to complain. What was complained of stands on a page of its own, because technicians know a receipt's code, too."""
    if not shown.home:
        return None
    url = url_for("complaint_pages.make_receipt", code=shown.code, lang=shown.language)
    return {"url": url, "words": say("open", shown.language)}


def visit_page_section(shown: Page) -> dict[str, Any] | None:
    """On the page of a visit that is over."""
    if shown.visit.state not in ENDED:
        return None
    url = url_for("complaint_pages.make_visit", code=shown.code, lang=shown.language)
    return {"url": url, "words": say("open", shown.language)}


def _send(way: Way) -> Response:
    if request.form.get(SWITCH):
        return _form(way)
    text, wants = tidy(request.form.get("text"), LONGEST + 1), request.form.get("wants", "answer")
    if not text or len(text) > LONGEST or wants not in WANTS or request.form.get(TRAP):
        return _form(way, wrong="long" if len(text) > LONGEST else "empty")
    for name, longest in FITS.items():
        if length_trouble(request.form.get(name), longest):
            return _form(way, wrong=f"long_{name}")
    visit, form = way.visit, (way.organisation.id, "page", *way.address.values(), request.form.get("once", ""), text)
    known = known_as(way.organisation.id, *form) if request.form.get("once") else None
    if known is not None:  # the form arrived twice
        return go_to(known, "sent")
    if _too_many(way):
        return _form(way, wrong="many")
    said = Said(
        via="link" if visit else "web",
        text=text,
        wants=wants,
        visit=visit.id if visit else "",
        persons=(visit.lead_id,) if visit and visit.lead_id else (),
        caller=text_typed(request.form, "caller", FITS["caller"]),
        phone=text_typed(request.form, "phone", FITS["phone"]),
        place=text_typed(request.form, "place", FITS["place"]),
        language=way.language,
        sure=True,
    )
    by = visit.customer_id if visit else way.organisation.id
    if not request.form.get("once"):
        complaint = open_complaint(way.organisation.id, by, said)
        return go_to(db.session.get_one(Complaint, (way.organisation.id, complaint)), "sent")
    return go_to(open_once(way.organisation.id, by, said, *form)[0], "sent")


def _too_many(way: Way) -> bool:
    """Whether the telephone has to do: five a visit and day, five a network in a quarter of an hour, two hundred a day from the web."""
    since = clock.later(clock.now(), days=-1)
    ours = (Complaint.organisation_id == way.organisation.id, Complaint.received_at > since)
    if way.visit is not None:
        lately = select(Complaint.id).where(*ours, Complaint.visit_id == way.visit.id, Complaint.via == "link")
        return _count(lately, A_CODE_AND_DAY) >= A_CODE_AND_DAY
    if _count(select(Complaint.id).where(*ours, Complaint.via == "web"), A_DAY) >= A_DAY:
        return True
    try:
        count_try(f"web complaint\n{network()}", A_NETWORK)
    except Problem:
        return True
    return False


def _count(wanted: Any, most: int) -> int:
    return db.session.scalar(select(func.count()).select_from(wanted.limit(most).subquery())) or 0


def _by_receipt(code: str) -> Way:
    grant = opened_by(code)
    organisation = db.session.get_one(Organisation, grant.organisation_id)
    visit = db.session.get_one(Visit, (grant.organisation_id, grant.visit_id))
    language = language_of(request.args.get("lang", ""), request.headers.get("Accept-Language"))
    return Way(organisation, "receipt", {"code": grant.code}, language, visit)


def _by_visit(code: str) -> Way:
    visit = opened_visit(code)
    if visit.state not in ENDED:
        raise Problem("visit_link_unknown")
    organisation = db.session.get_one(Organisation, visit.organisation_id)
    return Way(organisation, "visit", {"code": code}, language_for(visit, request.args.get("lang", "")), visit)


def _by_web(slug: str) -> Way:
    refuse_guesses("organisation", WRONG_NAMES)
    organisation = db.session.scalar(select(Organisation).where(Organisation.slug == slug[:60]))
    if organisation is None:
        count_guess("organisation", WRONG_NAMES)
        raise Problem("not_found")
    language = language_of(request.args.get("lang", ""), request.headers.get("Accept-Language"))
    return Way(organisation, "web", {"slug": slug}, language)


def _form(way: Way, wrong: str = "") -> Response:
    organisation, language = way.organisation, way.language
    answer = make_response(
        page(
            "make",
            language,
            send_to=way.url(language, send=True),
            other_url=way.url(next(each for each in LANGUAGES if each != language), send=True),
            stranger=way.visit is None,
            trap=TRAP,
            organisation=organisation.name_en if language == "en" and organisation.name_en else organisation.name,
            hotline=organisation.hotline,
            wrong=say(f"wrong.{wrong}", language, hotline=organisation.hotline) if wrong else "",
            wrong_at=WRONG_AT.get(wrong, wrong.removeprefix("long_")),
            typed=request.form,
            once=request.form.get("once", "")[:40] or secrets.token_urlsafe(16),
            wants=[(each, say(f"wants.{each}", language)) for each in WANTS],
        )
    )
    answer.status_code = {"": 200, "many": 429}.get(wrong, 422)
    return answer
