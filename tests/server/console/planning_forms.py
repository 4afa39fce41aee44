"""The forms of planning help, of saved views and of van stock."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

from server.accounts.absences import Absence, note_absence
from server.accounts.models import Organisation
from server.accounts.saved_views import SavedView
from server.dispatch.planning.accepting import accept
from server.dispatch.planning.computing import ask_for, found_for
from server.dispatch.planning.models import DayProposal
from server.dispatch.van_stock.stock import VanMovement
from server.kernel import clock
from server.kernel.db import db
from server.visits.models import Visit
from tests.server.console.form_of import Form, facts, rows

ONE = "/console/planning/{proposal}"


def absence_in(scenario: Any) -> str:
    """Inside `write`: somebody who has a visit is away all day."""
    people, now = scenario.cast.people, clock.now()
    return note_absence(scenario.ours, people["chenjing"], people["liming"], now, clock.later(now, days=2))


def proposal_in(scenario: Any, visit: str, endpoint: str) -> str:
    """Inside `write`: a proposal that gives their visit to somebody else; accepted where it is to be taken back."""
    absence_in(scenario)
    by, day = scenario.cast.people["chenjing"], db.session.get_one(Visit, (scenario.ours, visit)).day
    made = ask_for(scenario.ours, by, day, "", "fill")
    row = db.session.get_one(DayProposal, (scenario.ours, made))
    row.state, row.found = "ready", json.dumps(found_for(scenario.ours, day, "", "fill", 0.1))
    if endpoint == "undo_proposal":
        organisation = db.session.get_one(Organisation, scenario.ours)
        accept(SimpleNamespace(organisation=organisation, person=SimpleNamespace(id=by)), row, {visit})  # type: ignore[arg-type]
    return made


PLANNING_FORMS = [
    Form("ask_for_proposal", "chenjing", "/console/planning", {"day": "{tomorrow}"}, rows(DayProposal)),
    Form("accept_proposal", "chenjing", ONE, {"visit": "{visit}"}, facts("assigned")),
    Form("undo_proposal", "chenjing", ONE, {}, facts("assigned")),
    Form(
        "note_somebody_away",
        "chenjing",
        "/console/planning",
        {"person": "{wangqiang}", "from_day": "{tomorrow}", "to_day": "{tomorrow}"},
        rows(Absence),
    ),
    Form(
        "save_this_view",
        "chenjing",
        "/console/visits?state=unassigned",
        {"view_name": "没派的"},
        rows(SavedView),
    ),
    Form("drop_this_view", "chenjing", "/console/visits", {}, lambda one: -len(one.rows(SavedView))),
    Form(
        "note_van_movement",
        "chenjing",
        "/console/van-stock",
        {"person": "{liming}", "kind": "issued", "code": "a1", "count": "2"},
        rows(VanMovement),
    ),
    Form("end_somebody_away", "chenjing", "/console/planning", {}, lambda one: -len(one.rows(Absence))),
]
