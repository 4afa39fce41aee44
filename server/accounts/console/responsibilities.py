"""Who is responsible for which decisions, with deputies (4.0): administrators name them, and see where nobody is named."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy import select

from server.accounts.models import Person, Responsibility, Team
from server.accounts.responsibility import KINDS, end, missing, name, standing_now
from server.console.form import back_to
from server.console.layout import name_of, render, t
from server.console.page import form, page
from server.console.view import view_of
from server.i18n import dates
from server.kernel.authorise import current
from server.kernel.db import db


@page("/responsibilities", "administrator")
def responsibilities() -> Any:
    """Each kind of decision, who decides in which team, the deputy, and since when."""
    who, reader = current(), view_of(current())
    organisation = who.organisation.id
    wanted = select(Person).where(Person.organisation_id == organisation)
    everybody = {each.id: each for each in db.session.scalars(wanted.order_by(Person.name))}
    teams = db.session.scalars(select(Team).where(Team.organisation_id == organisation).order_by(Team.name)).all()
    team_names = {each.id: name_of(each, reader.language) for each in teams}

    def row(each: Responsibility) -> dict[str, Any]:
        people = (everybody.get(each.person_id), everybody.get(each.deputy_id or ""))
        shown = [
            name_of(one, reader.language) + (f" ({t('responsible.left')})" if one.left_at else "") if one else ""
            for one in people
        ]
        return {
            "id": each.id,
            "what": t(f"responsible.kind.{each.what}"),
            "team": team_names.get(each.team_id or "", t("responsible.everywhere")),
            "person": shown[0],
            "deputy": shown[1],
            "since": dates.moment_short(each.since, reader.today, reader.zone),
        }

    here = [each for each in everybody.values() if each.left_at is None]
    return render(
        "accounts/responsibilities",
        "settings",
        rows=[row(each) for each in standing_now(organisation)],
        missing=[t(f"responsible.kind.{each}") for each in missing(organisation)],
        kinds=[{"value": each, "label": t(f"responsible.kind.{each}")} for each in KINDS],
        people=[{"value": each.id, "label": name_of(each, reader.language)} for each in here],
        teams=[
            {"value": "", "label": t("responsible.everywhere")},
            *({"value": id_, "label": label} for id_, label in team_names.items()),
        ],
    )


@form("/responsibilities", "administrator", at=lambda: url_for("console.responsibilities"))
def name_responsible() -> str:
    """Somebody decides from now on; whoever did so for the same team does no longer."""
    typed, who = request.form, current()
    name(
        who.organisation.id,
        who.person.id,
        typed.get("what", ""),
        typed.get("person", ""),
        team=typed.get("team") or None,
        deputy=typed.get("deputy") or None,
    )
    return back_to(url_for("console.responsibilities"), done="responsible")


@form(
    "/responsibilities/<responsibility_id>/end",
    "administrator",
    at=lambda responsibility_id: url_for("console.responsibilities"),
)
def end_responsibility(responsibility_id: str) -> str:
    """Nobody decides there any more, unless somebody does for the whole organisation."""
    who = current()
    end(who.organisation.id, who.person.id, responsibility_id)
    return back_to(url_for("console.responsibilities"), done="responsible_ended")
