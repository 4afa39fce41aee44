"""The dispatcher's work: the board of a day, and taking orders."""

from __future__ import annotations

from server.dispatch.board import (
    day_plan,
    hands,  # noqa: F401 - a table
)
from server.dispatch.board import page as board_page
from server.dispatch.importing import ORDERS
from server.dispatch.intake import page
from server.dispatch.planning import page as planning_page
from server.dispatch.planning.computing import JOB, compute_waiting
from server.dispatch.van_stock import page as van_page
from server.dispatch.van_stock import stock
from server.kernel.roles import OFFICE
from server.kernel.wiring import Capability, Job, NavEntry, Section

capability = Capability(
    name="dispatch",
    console=(page, board_page, day_plan, planning_page, van_page),
    jobs=(Job(JOB, compute_waiting),),
    sections={
        "me": [
            Section("page", 10, "dispatch/_own_absences.html", planning_page.own_absences),
            Section("page", 20, "dispatch/_own_van.html", van_page.own_van),
        ]
    },
    reactions=(stock.react,),
    after_resolution=(stock.count_anew,),
    imports=(ORDERS,),
    nav=(NavEntry("board", "board", OFFICE, 5), NavEntry("intake", "headset", ("dispatcher",), 20)),
)
