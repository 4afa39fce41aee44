"""The customers' page of an interruption: no sign-in, no script, only what the notice says and what has become of it."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from sqlalchemy import select

from server.accounts.models import Organisation
from server.i18n.messages import LANGUAGES, language_of, translate
from server.kernel import clock
from server.kernel.chain import CODE_LETTERS
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.rate_limit import count_guess, refuse_guesses
from server.outages.console.outage_page import span_words
from server.outages.models import Outage
from server.outages.rules import DRAFT
from server.outages.story import story_in

blueprint = Blueprint("outage_pages", __name__, template_folder="templates")
WRONG_GUESSES = 60  # from one network in 15 minutes: a notice hangs where many read it


@blueprint.get("/o/<number>")
def follow(number: str) -> str:
    """What is off, until when, and whether it is back; `outage_unknown` also for a draft, because nobody was told of it yet."""
    refuse_guesses("outage", WRONG_GUESSES)
    typed = number.upper()
    fits = len(typed) <= 16 and set(typed) <= set(CODE_LETTERS) | set("0123456789-")
    row = db.session.scalar(select(Outage).where(Outage.number == typed).limit(1)) if fits else None
    if row is None or row.state == DRAFT:
        count_guess("outage", WRONG_GUESSES)
        raise Problem("outage_unknown")
    language = language_of(request.args.get("lang", ""), request.headers.get("Accept-Language"))
    organisation = db.session.get_one(Organisation, row.organisation_id)
    story, zone = story_in(row.organisation_id, row.id), organisation.time_zone
    return render_template(
        "outage_pages/follow.html",
        language=language,
        other=next(each for each in LANGUAGES if each != language),
        row=row,
        story=story,
        organisation=organisation.name_en if language == "en" and organisation.name_en else organisation.name,
        hotline=organisation.hotline,
        when=span_words(row, language, zone),
        ended=clock.hour_and_minute(row.ended_at, zone) if row.ended_at else "",
        late=row.state == "running" and clock.now() > row.to_at,
        words=lambda key, **blanks: translate(f"outages.page.{key}", language, **blanks),
    )
