"""Notices for administrators: channels, quiet hours, kinds, texts with a preview, and a test message. No page shows a secret again."""

from __future__ import annotations

import json
from typing import Any

from flask import request, url_for
from sqlalchemy import select

from server.console.form import back_to, typed_again
from server.console.layout import render, t
from server.console.page import form, page
from server.i18n import dates
from server.i18n.messages import LANGUAGES, translate
from server.kernel import clock
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.problem import Problem
from server.notices import setting_up
from server.notices.channels.registered import CHANNELS
from server.notices.console.visit_notices import reason_in_words
from server.notices.models import Notice, NoticeChannel
from server.notices.outbox import TO_CUSTOMERS, rules_of
from server.notices.rules import KINDS, TEST, Unfilled, fill
from server.notices.setting_up import CHANNEL_PAGES, text_mistakes
from server.notices.wording import built_in, words_of
from server.standards.wording import hits
from server.standards.wording_list import phrases_of

ADMINISTRATOR = "administrator"


def settings_section(_organisation: Any) -> dict[str, Any]:
    """The way from the page of settings."""
    return {"url": url_for("console.notice_settings")}


@page("/notices", ADMINISTRATOR)
def notice_settings() -> Any:
    """Which channels are on, when nothing is sent, which kinds are, and the way to their texts."""
    organisation = current().organisation.id
    rows = {
        row.channel: row
        for row in db.session.scalars(select(NoticeChannel).where(NoticeChannel.organisation_id == organisation))
    }
    rules, typed = rules_of(organisation), typed_again()
    off = typed.getlist("off") if typed else rules.kinds_off.split()
    return render(
        "notices/settings",
        "settings",
        channels=[
            {
                "url": url_for("console.notice_channel", channel=name),
                "name": t(f"notices.channel.{name}"),
                "whom": t(f"notices.to.{'customer' if name in TO_CUSTOMERS else 'staff'}"),
                "on": name in rows and rows[name].on,
                "set": name in rows,
            }
            for name in CHANNEL_PAGES
        ],
        typed={"quiet_from": rules.quiet_from, "quiet_to": rules.quiet_to} | typed.to_dict(),
        nothing_on=not any(row.on for row in rows.values()),
        kinds=[
            {
                "id": kind,
                "name": t(f"notices.kind.{kind}"),
                "off": kind in off,
                "texts": [
                    {
                        "url": url_for("console.notice_text", kind=kind, language=each),
                        "name": t(f"notices.in_{each[:2]}"),
                    }
                    for each in LANGUAGES
                ],
            }
            for kind in KINDS
        ],
    )


@form("/notices", ADMINISTRATOR, at=lambda: url_for("console.notice_settings"))
def set_notice_rules() -> str:
    """Quiet hours and kinds."""
    given = request.form
    setting_up.set_rules(
        current().organisation.id, given.get("quiet_from", ""), given.get("quiet_to", ""), given.getlist("off")
    )
    return back_to(url_for("console.notice_settings"), done="notice_rules")


@page("/notices/channels/<channel>", ADMINISTRATOR)
def notice_channel(channel: str) -> Any:
    """One channel: what it needs, whether it is on, and how the last test went."""
    organisation, known = current().organisation, CHANNELS.get(channel)
    if known is None or channel not in CHANNEL_PAGES:
        raise Problem("not_found")
    row = db.session.get(NoticeChannel, (organisation.id, channel))
    stored = json.loads(row.settings) if row else {}
    tests = select(Notice).where(
        Notice.organisation_id == organisation.id, Notice.kind == TEST, Notice.channel == channel
    )
    zone, today = organisation.time_zone, clock.day_of(clock.now(), organisation.time_zone)
    return render(
        "notices/channel",
        "settings",
        channel=channel,
        name=t(f"notices.channel.{channel}"),
        on=bool(row and row.on),
        has_secret=bool(row and row.secret),
        fields=[
            {
                "id": each,
                "label": t(f"notices.field.{each}"),
                "options": [{"value": one, "label": t(f"notices.choice.{one}")} for one in known.choices.get(each, ())],
                "long": each == "body",
            }
            for each in known.fields
        ],
        secrets=[
            {"id": f"secret_{each}", "label": t(f"notices.field.{each}"), "long": each == "headers"}
            for each in known.secrets
        ],
        values=stored | typed_again().to_dict(),
        needs_address=channel in ("mail", "sms"),
        tests=[
            {
                "at": dates.moment_short(each.ended_at or each.created_at, today, zone),
                "state": t(f"notices.state.{each.state}"),
                "reason": reason_in_words(each.reason),
            }
            for each in db.session.scalars(tests.order_by(Notice.created_at.desc(), Notice.id.desc()).limit(5))
        ],
    )


@form(
    "/notices/channels/<channel>",
    ADMINISTRATOR,
    at=lambda channel: url_for("console.notice_channel", channel=channel),
)
def set_notice_channel(channel: str) -> str:
    """Save a channel, on or off."""
    who, given = current(), request.form
    secrets = (
        {name: given.get(f"secret_{name}", "") for name in CHANNELS[channel].secrets} if channel in CHANNELS else {}
    )
    setting_up.set_channel(who.organisation.id, who.person.id, channel, given, secrets, given.get("on") == "1")
    return back_to(url_for("console.notice_channel", channel=channel), done="notice_channel")


@form(
    "/notices/channels/<channel>/test",
    ADMINISTRATOR,
    at=lambda channel: url_for("console.notice_channel", channel=channel),
)
def test_notice_channel(channel: str) -> str:
    """A message to oneself; the same job sends it, and the page says what came of it."""
    who = current()
    setting_up.send_test(who.organisation.id, who.person.id, channel, request.form.get("to", "")[:200])
    return back_to(url_for("console.notice_channel", channel=channel), done="notice_test")


@page("/notices/texts/<kind>/<language>", ADMINISTRATOR)
def notice_text(kind: str, language: str) -> Any:
    """The words of a kind in a language, with a preview of what is typed: `subject` and `text` of the address, else what counts now."""
    organisation = current().organisation.id
    if kind not in KINDS or language not in LANGUAGES:
        raise Problem("not_found")
    words, again = words_of(organisation, kind, language), typed_again()
    subject = again.get("subject", request.args.get("subject", words.subject))[:200]
    text = again.get("text", request.args.get("text", words.text))[:1200]
    return render(
        "notices/text",
        "settings",
        kind=kind,
        kind_name=t(f"notices.kind.{kind}"),
        of=language,
        of_name=t(f"notices.in_{language[:2]}"),
        values={"subject": subject, "text": text},
        own=words != built_in(kind, language),
        blanks=[{"id": "{" + each + "}", "label": t(f"notices.blank.{each}")} for each in KINDS[kind].blanks],
        preview=previewed(kind, language, subject, text),
        mistakes={name: t(f"mistake.{code}") for name, code in text_mistakes(kind, subject, text).items()},
        hits=[
            {"words": hit.words, "clause": hit.phrase.clause, "advice": hit.phrase.advice}
            for hit in hits(f"{subject}\n{text}", phrases_of(organisation))
        ],
    )


@form(
    "/notices/texts/<kind>/<language>",
    ADMINISTRATOR,
    at=lambda kind, language: url_for("console.notice_text", kind=kind, language=language),
)
def set_notice_text(kind: str, language: str) -> str:
    """Save the words, or go back to the built-in ones."""
    who, given = current(), request.form
    subject, text = ("", "") if given.get("built_in") else (given.get("subject", ""), given.get("text", ""))
    if not given.get("built_in") and not subject.strip() and not text.strip():
        raise Problem("bad_input", {"text": ["missing"]})
    setting_up.set_text(who.organisation.id, who.person.id, kind, language, subject, text)
    return back_to(url_for("console.notice_text", kind=kind, language=language), done="notice_text")


def previewed(kind: str, of: str, subject: str, text: str) -> list[str]:
    """[subject, text] with invented values; empty where a placeholder is unknown."""
    values = {each: translate(f"notices.sample.{each}", of) for each in KINDS[kind].blanks}
    try:
        return [fill(subject, values), fill(text, values)]
    except Unfilled:
        return []
