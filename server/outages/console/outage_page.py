"""One interruption: what is to be done next, who was told, what the caller and the customer see, its story, and the notice to print."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import segno
from flask import request, url_for
from markupsafe import Markup

from server.accounts.models import Organisation, Person
from server.console.form import all_the_same, back_to
from server.console.layout import name_of, render, t
from server.console.page import form, page
from server.console.sections import shown
from server.console.typed import moment_typed
from server.console.view import ViewContext, view_of
from server.dispatch.intake.lookup import CallerView
from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.roles import DECIDING
from server.kernel.text.typed import text_typed
from server.outages import actions
from server.outages.clocks import marks_of, told_until
from server.outages.collisions import collisions
from server.outages.console.outage_words import mark_words, row_of, span_of
from server.outages.models import Outage
from server.outages.rules import ANNOUNCED, CANCELLED, DRAFT, OVER, RUNNING, Story
from server.outages.story import facts_in, story_in
from server.visits.console.story_days import narrator_for, story_days

ACTS = {
    DRAFT: ("approve", "announce", "post", "begin", "move", "cancel"),
    ANNOUNCED: ("approve", "announce", "post", "begin", "move", "cancel"),
    RUNNING: ("announce", "post", "extend", "end", "check"),
    OVER: ("check",),
    CANCELLED: ("announce",),
}


@page("/outages/<outage_id>")
def outage(outage_id: str) -> Any:
    """The whole page; `do` names the form that is open."""
    who, reader = current(), view_of(current())
    row = must_find(Outage, who.organisation.id, outage_id)
    story, facts = story_in(row.organisation_id, row.id), facts_in(row.organisation_id, row.id)
    acts = acts_of(row, story) if who.person.has_role(*DECIDING) else []
    until = told_until(story)
    doing = request.args.get("do", "")
    return render(
        "outages/outage",
        "outages",
        one=row_of(row, story, reader) | {"valve": row.valve},
        marks=[mark_words(each, reader) for each in marks_of(story, reader.now)],
        until=dates.moment_short(until, reader.today, reader.zone) if until else "",
        approver=_approver(row, story, reader.language) if "approve" in acts else "",
        places=[
            {"place": each.body["place"], "at": dates.moment_short(each.at, reader.today, reader.zone)}
            for each in story.posted
        ],
        acts=acts,
        collides=_collides(row, reader),
        doing=doing if doing in acts else "",
        below=shown("outage", "below", row),
        public=address_of(row),
        qr=qr_of(row),
        days=story_days(facts, narrator_for(row.organisation_id, reader), reader),
        count=len(facts),
        chain={"count": 0},
    )


@page("/outages/<outage_id>/notice")
def outage_notice(outage_id: str) -> Any:
    """The notice as it is printed on A4, both languages, with the code of the customers' page; an unapproved one is not printed."""
    who, reader = current(), view_of(current())
    row = must_find(Outage, who.organisation.id, outage_id)
    story = story_in(row.organisation_id, row.id)
    if row.kind == "planned" and not story.approved_by:
        raise Problem("outage_not_approved")
    organisation = db.session.get_one(Organisation, row.organisation_id)
    return render(
        "outages/notice",
        "outages",
        row=row,
        story=story,
        organisation=organisation,
        when={language: span_words(row, language, organisation.time_zone) for language in ("zh-CN", "en")},
        issued=dates.named_day(reader.today, "zh-CN", ""),
        public=address_of(row),
        qr=qr_of(row),
    )


def caller_section(view: CallerView) -> dict[str, Any] | None:
    """At intake: the caller's address lies inside, so no second order is made (X18)."""
    if view.premises is None:
        return None
    reader = view_of(current())
    found = actions.around(view.premises, reader.now)
    return (
        {
            "rows": [
                {
                    "words": t(
                        "outage.caller",
                        medium=t(f"outage.medium_off.{each.medium}"),
                        when=span_of(each, reader),
                        kind=t(f"outage.kind.{each.kind}"),
                    ),
                    "scope": each.scope_text,
                    "url": url_for("console.outage", outage_id=each.id),
                }
                for each in found
            ]
        }
        if found
        else None
    )


@form("/outages/<outage_id>/<doing>", *DECIDING, at=lambda outage_id, doing: _page(outage_id, doing))
def act_on_outage(outage_id: str, doing: str) -> str:
    """One of DOINGS."""
    who = current()
    must_find(Outage, who.organisation.id, outage_id)
    if doing not in DOINGS:
        raise Problem("not_found")
    DOINGS[doing](who.organisation.id, who.person.id, outage_id)
    return back_to(_page(outage_id), done=f"outage_{doing}")


def acts_of(row: Outage, story: Story) -> list[str]:
    """What may be done now, as the names of forms."""
    found = list(ACTS.get(row.state, ()))
    if row.kind == "planned" and row.state in (DRAFT, ANNOUNCED):
        found = [each for each in found if each != ("announce" if not story.approved_by else "approve")]
    else:
        found = [each for each in found if each not in ("approve", "move")]
    if row.state == CANCELLED and story.untold is None:
        return []
    return found


def span_words(row: Outage, language: str, zone: str) -> str:
    """6月15日 周一 9:00–15:00, as it stands on paper and on the customers' page."""
    first, last = clock.day_of(row.from_at, zone), clock.day_of(row.to_at, zone)
    begin = f"{dates.named_day(first, language, '')} {clock.hour_and_minute(row.from_at, zone)}"
    end = clock.hour_and_minute(row.to_at, zone)
    return f"{begin}–{end}" if first == last else f"{begin} – {dates.named_day(last, language, '')} {end}"


def address_of(row: Outage) -> str:
    """The customers' page."""
    return url_for("outage_pages.follow", number=row.number, _external=True)


def qr_of(row: Outage) -> Markup:
    """Its address as a QR code: an SVG without a script or a style."""
    code = segno.make(address_of(row), error="m")
    return Markup(code.svg_inline(omitsize=True, svgclass="qr", lineclass=None))


def _approver(row: Outage, story: Story, language: str) -> str:
    try:
        return name_of(db.session.get_one(Person, (row.organisation_id, actions.approver_of(row, story))), language)
    except Problem:
        return ""


def _collides(row: Outage, reader: ViewContext) -> list[dict[str, str]]:
    """[{number, url, when, propose, retime}] of the visits that are agreed for a time at which it is off; none once it is over."""
    if row.state not in (DRAFT, ANNOUNCED, RUNNING):
        return []
    found = []
    for visit, to in ((each.visit, each.to) for each in collisions(row)):
        day, hour = clock.day_of(to, reader.zone), clock.hour_and_minute(to, reader.zone)
        address = url_for("console.visit", visit_id=visit.id, do="retime", day=day, agreed=hour)
        at = visit.agreed_at or visit.window_from or ""
        found.append(
            {
                "number": visit.number,
                "url": url_for("console.visit", visit_id=visit.id),
                "when": dates.moment_short(at, reader.today, reader.zone),
                "propose": t("outage.propose", time=dates.moment_short(to, reader.today, reader.zone)),
                "retime": address,
            }
        )
    return found


def _page(outage_id: str, doing: str | None = None) -> str:
    return url_for("console.outage", outage_id=outage_id, do=doing)


def _reason() -> str:
    return text_typed(request.form, "reason", 200)


def _hour() -> str:
    return moment_typed("day", "hour") or ""


def _move(organisation: str, by: str, outage_id: str) -> None:
    begin, end = moment_typed("from_day", "from"), moment_typed("to_day", "to", ends=True, ahead=True)
    if begin is None or end is None:
        raise Problem("bad_input", {"from": ["missing"]} if begin is None else {"to": ["missing"]})
    actions.move(organisation, by, outage_id, begin, end, _reason(), all_the_same=all_the_same())


def _extend(organisation: str, by: str, outage_id: str) -> None:
    to = moment_typed("to_day", "to", ends=True, ahead=True)
    if to is None:
        raise Problem("bad_input", {"to": ["missing"]})
    actions.extend(organisation, by, outage_id, to, _reason(), at=_hour(), all_the_same=all_the_same())


DOINGS: dict[str, Callable[[str, str, str], None]] = {
    "approve": actions.approve,
    "announce": lambda organisation, by, one: actions.announce(organisation, by, one, at=_hour()),
    "post": lambda organisation, by, one: actions.post(
        organisation, by, one, text_typed(request.form, "place", 200), at=_hour()
    ),
    "begin": lambda organisation, by, one: actions.begin(organisation, by, one, at=_hour()),
    "move": _move,
    "extend": _extend,
    "end": lambda organisation, by, one: actions.end(organisation, by, one, at=_hour()),
    "cancel": lambda organisation, by, one: actions.cancel(
        organisation, by, one, _reason(), all_the_same=all_the_same()
    ),
    "check": lambda organisation, by, one: actions.check(
        organisation, by, one, text_typed(request.form, "result", 200)
    ),
}
