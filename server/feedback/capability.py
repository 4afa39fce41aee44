"""The customer's page of a visit, and where the office sees what customers answered."""

from __future__ import annotations

from server.feedback import answers, forgetting, pages, portraits, routes, trip_position
from server.feedback.console import answers_shown, portrait_forms
from server.kernel.wiring import Capability, Job, Section

capability = Capability(
    name="feedback",
    routes=(routes.blueprint,),
    pages=(pages.blueprint,),
    console=(answers_shown, portrait_forms),
    leaving=(portraits.leave, trip_position.leave),
    sections={
        "people": (Section("panel", 10, "feedback/_of_person.html", portrait_forms.person_section),),
        "visits": (Section("top", 5, "feedback/_top.html", answers_shown.top_section),),
        "visit": (Section("below", 4, "feedback/_of_visit.html", answers_shown.visit_section),),
    },
    counts={"visits": answers_shown.waiting},
    reactions=(trip_position.react,),
    after_office=(answers.written, trip_position.written),
    wished=(answers.wished,),
    forgetting=(forgetting.forget, trip_position.forget),
    jobs=(Job("trip_positions", trip_position.sweep),),
)
