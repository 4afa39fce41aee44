"""The customer's page of a visit behind its code. No script, no sign-in; a GET changes nothing, so that scanners of mail and previews of links may look."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from server.console.sections import shown
from server.feedback import answers
from server.feedback.links import opened
from server.feedback.portraits import portrait_of
from server.feedback.shown import Page, language_for, page_of, say, slot_words
from server.i18n.dates import named_day
from server.i18n.messages import LANGUAGES
from server.kernel import clock
from server.kernel.problem import Problem
from server.kernel.rate_limit import count_try
from server.kernel.text.letters import tidy
from server.visits.ical import TOLD, calendar_of, changes_of, event_of
from server.visits.models import Visit

blueprint = Blueprint("visit_page", __name__, template_folder="templates", url_prefix="/v")
ACTS = 20  # of one visit's page in 15 minutes, by whomever
SAID = ("confirmed", "moved", "wish", "call", "sent", "gone", "empty", "over")


@blueprint.get("/<string:code>")
def show(code: str) -> Response:
    """Who comes, when, and what the customer can answer."""
    page = _page(code)
    said = request.args.get("said", "")
    return _rendered("show", page, said=said if said in SAID else "")


@blueprint.post("/<string:code>")
def confirm(code: str) -> Response:
    """The customer will be at home."""
    visit = _acting(code)
    try:
        answers.confirm(visit.organisation_id, visit.id)
    except Problem as problem:
        return _over(problem, code)
    return _go(code, "confirmed")


@blueprint.get("/<string:code>/times")
def times(code: str) -> Response:
    """The times in which somebody is really free; near the visit a choice is a wish."""
    page = _page(code)
    now = clock.now()
    today = clock.day_of(now, page.zone)
    days = [
        {
            "name": named_day(each.day, page.language, today),
            "slots": [
                {"value": f"{slot.start} {slot.end}", "words": _hours(slot.start, slot.end, page.zone)}
                for slot in each.slots
            ],
        }
        for each in (answers.free_days(page.visit, now) if page.may_answer else [])
    ]
    return _rendered("times", page, days=days)


@blueprint.post("/<string:code>/times")
def choose(code: str) -> Response:
    """A time, or that somebody should call."""
    visit, slot = _acting(code), request.form.get("slot", "")
    start, _, end = slot.partition(" ")
    try:
        if slot == "call":
            answers.ask_for_call(visit.organisation_id, visit.id)
            return _go(code, "call")
        return _go(code, answers.choose(visit.organisation_id, visit.id, start, end))
    except Problem as problem:
        return _over(problem, code)


@blueprint.get("/<string:code>/message")
def message(code: str) -> Response:
    """The form of a message."""
    return _rendered("message", _page(code), wrong="", typed="")


@blueprint.post("/<string:code>/message")
def send(code: str) -> Response:
    """A message to the dispatcher; what was typed survives a refusal."""
    raw = request.form.get("text", "")
    if request.form.get("switch"):  # the other language, with what was typed
        return _rendered("message", _page(code), wrong="", typed=raw[:5000])
    visit = _acting(code)
    text = tidy(raw, answers.LONGEST + 1)
    if not text or len(text) > answers.LONGEST:
        page = _page(code)
        wrong = say("wrong.long" if text else "wrong.empty", page.language, most=answers.LONGEST)
        answer = _rendered("message", page, wrong=wrong, typed=raw[:5000])
        answer.status_code = 422
        return answer
    answers.write_message(visit.organisation_id, visit.id, text)
    return _go(code, "sent")


@blueprint.get("/<string:code>/visit.ics")
def calendar(code: str) -> Response:
    """The visit for the customer's own calendar: the same UID for ever, a higher SEQUENCE after each change."""
    page = _page(code)
    visit = page.visit
    event = event_of(
        visit,
        changes_of(visit.organisation_id, [visit.id], TOLD).get(visit.id, 0),
        f"{page.organisation}: {page.work}",
        say("calendar", page.language, who=page.technician, badge=page.badge, hotline=page.hotline),
    )
    if event is None:
        raise Problem("not_found")
    headers = {"Content-Disposition": f'attachment; filename="{visit.number}.ics"'}
    return Response(calendar_of([event]), content_type="text/calendar; charset=utf-8", headers=headers)


@blueprint.get("/<string:code>/portrait.jpg")
def portrait(code: str) -> Response:
    """Who comes, as the company's own picture shows them; nothing once the visit is over."""
    found = portrait_of(opened(code))
    if found is None:
        raise Problem("not_found")
    return Response(found.content, content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})


def _page(code: str) -> Page:
    visit = opened(code)
    return page_of(visit, language_for(visit, request.args.get("lang", "")))


def _acting(code: str) -> Visit:
    """The visit on which the customer acts; `slow_down` where a page is pressed too often."""
    visit = opened(code)
    count_try(f"visit page\n{visit.organisation_id}\n{visit.id}", ACTS)
    return visit


def _over(problem: Problem, code: str) -> Response:
    if problem.code != "visit_is_over":
        raise problem
    return _go(code, "over")


def _go(code: str, said: str) -> Response:
    lang = request.args.get("lang") if request.args.get("lang") in LANGUAGES else None
    endpoint = "visit_page.times" if said == "gone" else "visit_page.show"
    return redirect(url_for(endpoint, code=code, said=said, lang=lang, _anchor="said"), 303)  # type: ignore[return-value]


def _rendered(name: str, page: Page, **context: Any) -> Response:
    other = next(one for one in LANGUAGES if one != page.language)
    said = request.args.get("said", "") if request.args.get("said") in SAID else ""
    now_planned = (
        slot_words(page.visit.agreed_at or page.visit.window_from or "", page.visit.window_to, page)
        if page.when
        else ""
    )
    return make_response(
        render_template(
            f"visit_page/{name}.html",
            page=page,
            language=page.language,
            other=other,
            words=say,
            planned=now_planned,
            ways=shown("visit_page", "ways", page),
            **({"said": said} | context),
        )
    )


def _hours(start: str, end: str, zone: str) -> str:
    return f"{clock.hour_and_minute(start, zone)}–{clock.hour_and_minute(end, zone)}"
