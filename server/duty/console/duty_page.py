"""The roster of a week with its gaps, who is on duty now, and the calls that nobody has called back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask import request, url_for
from sqlalchemy import select

from server.accounts.calendar import calendar_of
from server.accounts.models import Person, Team
from server.accounts.names import PeopleNames
from server.console.layout import name_of, render, t
from server.console.page import here, page
from server.console.view import ViewContext, clock_of, view_of
from server.duty.calls import answering, waiting_calls
from server.duty.clocks import Gap, gaps, is_red, is_unanswered, posts_of
from server.duty.models import Duty, PhoneCall
from server.duty.rules import AHEAD_DAYS, HANDED_OVER, ON, POSTS
from server.duty.story import planned, turns_between
from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import Caller, current
from server.kernel.db import db
from server.kernel.deadlines import end_of
from server.kernel.roles import DECIDING
from server.kernel.text.phones import spaced_phone
from server.standards.limit_table import RunningLimit

DAYS = 7
NIGHT_FROM, NIGHT_TO = 16, 5  # hours of the day: what begins between them is of the night
NOT_ON_DUTY = "not_on_duty"
MOST = 20  # orders that nobody was measured by; more say the same


@page("/duty")
def duties() -> Any:
    """A week from Monday; the gaps of the next fourteen days are counted whatever week is shown."""
    who, reader = current(), view_of(current())
    organisation = who.organisation.id
    first = _monday(request.args.get("week", ""), reader.today)
    days = [first + timedelta(each) for each in range(DAYS)]
    begin, end = (
        clock.moment_at(each.isoformat(), "00:00", reader.zone) for each in (days[0], days[-1] + timedelta(1))
    )
    turns = turns_between(organisation, begin, end)
    open_gaps = gaps_ahead(organisation, reader.now, reader.zone)
    names, teams = PeopleNames(organisation, reader.language), names_in(organisation, Team, reader)
    calendar = calendar_of(organisation)
    return render(
        "duty/duties",
        "duty",
        days=[
            {
                "label": dates.named_day(each.isoformat(), reader.language, reader.today),
                "holiday": not calendar.works(each),
            }
            for each in days
        ],
        unchecked=not all(calendar.is_known(each) for each in days),
        rows=[_row(post, turns, open_gaps, days, names, teams, reader) for post in _posts(turns)],
        gaps=[_gap(each, teams, reader) for each in open_gaps],
        red=sum(each.red for each in open_gaps),
        unmeasured=[_unmeasured(each, names, reader) for each in unmeasured(organisation, reader.now)],
        running=[_running(each, names, teams, reader) for each in _on(organisation)],
        calls=[_call(each, reader) for each in waiting_calls(organisation)],
        answering=answering(organisation),
        before=here(week=(first - timedelta(DAYS)).isoformat()),
        after=here(week=(first + timedelta(DAYS)).isoformat()),
        week=dates.days_between(days[0].isoformat(), days[-1].isoformat(), reader.language, reader.today),
        clock=clock_of(reader),
        may=who.person.has_role(*DECIDING),
        doing=request.args.get("do", ""),
        **choices(organisation, reader),
    )


def choices(organisation: str, reader: ViewContext) -> dict[str, Any]:
    """What the form of a turn offers: posts, teams, and everybody who is here."""
    wanted = select(Person).where(Person.organisation_id == organisation, Person.left_at.is_(None))
    everybody = db.session.scalars(wanted.order_by(Person.name, Person.id))
    teams = db.session.scalars(select(Team).where(Team.organisation_id == organisation).order_by(Team.name))
    return {
        "posts": [{"value": each, "label": t(f"duty.post.{each}")} for each in POSTS],
        "teams": [
            {"value": "", "label": t("duty.every_team")},
            *({"value": each.id, "label": name_of(each, reader.language)} for each in teams),
        ],
        "people": [{"value": each.id, "label": name_of(each, reader.language)} for each in everybody],
    }


def gaps_ahead(organisation: str, now: str, zone: str) -> list[Gap]:
    """What is nobody's from now to the end of the fourteenth day; nothing where no roster was ever begun."""
    until = end_of(date.fromisoformat(clock.day_of(now, zone)) + timedelta(AHEAD_DAYS), calendar_of(organisation))
    turns = turns_between(organisation, clock.later(now, days=-AHEAD_DAYS), until)
    return gaps(planned(turns), now, until, zone) if turns else []


def waiting(who: Caller) -> int:
    """What the rail counts: gaps within seven days, and missed calls that nobody called back."""
    now = clock.now()
    red = sum(each.red for each in gaps_ahead(who.organisation.id, now, who.organisation.time_zone))
    return red + len(waiting_calls(who.organisation.id)) + _has_no_roster(who.organisation.id, now)


def unmeasured(organisation: str, now: str) -> list[RunningLimit]:
    """The orders of the last seven days that somebody had on the phone while no roster named them: FT-1 measures nobody then (ruling 7)."""
    wanted = select(RunningLimit).where(
        RunningLimit.organisation_id == organisation,
        RunningLimit.verdict == "not_measured",
        RunningLimit.due_at >= clock.later(now, days=-DAYS),
        RunningLimit.why == NOT_ON_DUTY,
    )
    return list(db.session.scalars(wanted.order_by(RunningLimit.due_at.desc(), RunningLimit.matter_id).limit(MOST)))


def _has_no_roster(organisation: str, now: str) -> int:
    """1 where orders were measured for nobody and nobody is on the roster from now on either: no gap says so, because no roster was begun."""
    until = clock.later(now, days=AHEAD_DAYS)
    return int(bool(unmeasured(organisation, now)) and not turns_between(organisation, now, until))


def names_in(organisation: str, model: Any, reader: ViewContext) -> dict[str, str]:
    """id → name of all rows of this kind, for what an organisation has few of."""
    found = db.session.scalars(select(model).where(model.organisation_id == organisation))
    return {each.id: name_of(each, reader.language) for each in found}


def post_words(post: str, team: str, teams: Mapping[str, str]) -> str:
    """热线; 现场 · 城东班组."""
    return " · ".join(each for each in (t(f"duty.post.{post}"), teams.get(team, "")) if each)


def span_words(from_at: str, to_at: str, reader: ViewContext) -> str:
    """6月12日 20:00–08:00."""
    begin, end = dates.moment_short(from_at, reader.today, reader.zone), clock.hour_and_minute(to_at, reader.zone)
    return f"{begin}–{end}"


def _monday(week: str, today: str) -> date:
    day = date.fromisoformat(week if dates.is_day(week) else today)
    return day - timedelta(day.weekday())


def _posts(turns: Sequence[Duty]) -> list[tuple[str, str]]:
    leaders = sorted({each.team_id or "" for each in turns if each.post == "leader"})
    others = sorted({each.team_id or "" for each in turns if each.post == "hotline" and each.team_id})
    found = [*posts_of(planned(list(turns))), *(("hotline", each) for each in others)]
    return [*found, *(("leader", each) for each in leaders)]


def _row(
    post: tuple[str, str],
    turns: Sequence[Duty],
    open_gaps: Sequence[Gap],
    days: Sequence[date],
    names: Mapping[str, str],
    teams: Mapping[str, str],
    reader: ViewContext,
) -> dict[str, Any]:
    mine = [each for each in turns if (each.post, each.team_id or "") == post]
    cells = []
    for day in days:
        shown = [
            {
                "from": each.from_at,
                "url": url_for("console.duty", duty_id=each.id),
                "night": _is_night(each.from_at, reader.zone),
                "who": names.get(each.person_id, ""),
                "when": f"{clock.hour_and_minute(each.from_at, reader.zone)}–{clock.hour_and_minute(each.to_at, reader.zone)}",
                "gap": "",
            }
            for each in mine
            if clock.day_of(each.from_at, reader.zone) == day.isoformat()
        ]
        shown += [
            {
                "from": begin,
                "url": "",
                "night": _is_night(begin, reader.zone),
                "who": t("duty.nobody"),
                "when": f"{clock.hour_and_minute(begin, reader.zone)}–{_until(end, day, reader.zone)}",
                "gap": "red" if red else "amber",
            }
            for each in open_gaps
            if (each.post, each.team) == post
            for begin, end, red in on_day(each, day, reader)
        ]
        cells.append(sorted(shown, key=lambda each: str(each["from"])))
    return {"post": post_words(*post, teams), "hint": t(f"duty.post_hint.{post[0]}"), "cells": cells}


def on_day(gap: Gap, day: date, reader: ViewContext) -> list[tuple[str, str, bool]]:
    """(from, until, red) of what of a gap lies on a day; a gap of several days stands on each of them."""
    begin, after = (clock.moment_at(each.isoformat(), "00:00", reader.zone) for each in (day, day + timedelta(1)))
    if gap.from_at >= after or gap.to_at <= begin:
        return []
    return [(max(gap.from_at, begin), min(gap.to_at, after), is_red(day.isoformat(), reader.today))]


def _until(end: str, day: date, zone: str) -> str:
    return clock.hour_and_minute(end, zone) if clock.day_of(end, zone) == day.isoformat() else "24:00"


def _is_night(at: str, zone: str) -> bool:
    hour = clock.local(at, zone).hour
    return hour >= NIGHT_FROM or hour < NIGHT_TO


def _gap(each: Gap, teams: Mapping[str, str], reader: ViewContext) -> dict[str, str]:
    begin = dates.moment_short(each.from_at, reader.today, reader.zone)
    end = dates.moment_short(each.to_at, reader.today, reader.zone)
    return {
        "tone": "problem" if each.red else "attention",
        "words": t("duty.gap", post=post_words(each.post, each.team, teams), begin=begin, end=end),
    }


def _unmeasured(each: RunningLimit, names: Mapping[str, str], reader: ViewContext) -> dict[str, str]:
    began = dates.moment_short(each.started_at, reader.today, reader.zone)
    words = t("duty.unmeasured_one", at=began, who=names.get(each.person_id, ""))
    return {"url": url_for("console.matter", matter_id=each.matter_id), "words": words}


def _on(organisation: str) -> list[Duty]:
    wanted = select(Duty).where(Duty.organisation_id == organisation, Duty.state.in_((ON, HANDED_OVER)))
    return list(db.session.scalars(wanted.order_by(Duty.post, Duty.began_at, Duty.id)))


def _running(each: Duty, names: Mapping[str, str], teams: Mapping[str, str], reader: ViewContext) -> dict[str, Any]:
    late = clock.milliseconds_between(each.to_at, reader.now) // 60_000
    return {
        "url": url_for("console.duty", duty_id=each.id),
        "post": post_words(each.post, each.team_id or "", teams),
        "who": names.get(each.person_id, ""),
        "began": dates.moment_short(each.began_at or "", reader.today, reader.zone),
        "until": dates.moment_short(each.to_at, reader.today, reader.zone),
        "state": t(f"duty.state.{each.state}"),
        "over": t("duty.past_its_end", span=dates.span(late, reader.language)) if late > 0 else "",
    }


def _call(each: PhoneCall, reader: ViewContext) -> dict[str, Any]:
    return {
        "id": each.id,
        "at": dates.moment_short(each.at, reader.today, reader.zone),
        "caller": spaced_phone(each.caller, reader.language) if each.caller else t("duty.no_number"),
        "tel": each.caller or "",
        "rings": t("duty.rings", count=each.rings) if each.rings is not None else "",
        "tried": t("duty.tried", count=each.tried) if each.tried else "",
        "late": is_unanswered(each.at, None, reader.now),
        "source": t("duty.source.pbx" if each.key_id else "duty.source.person"),
    }
