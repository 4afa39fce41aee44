"""The customer's page of a visit, and where the office sees what customers answered."""

from __future__ import annotations

from server.feedback import answers, forgetting, pages, portraits
from server.feedback.console import answers_shown, portrait_forms
from server.kernel.registry import Capability, Section

capability = Capability(
    name="feedback",
    pages=(pages.blueprint,),
    console=(answers_shown, portrait_forms),
    leaving=(portraits.leave,),
    sections={
        "people": (Section("panel", 10, "feedback/_of_person.html", portrait_forms.person_section),),
        "visits": (Section("top", 5, "feedback/_top.html", answers_shown.top_section),),
        "visit": (Section("below", 4, "feedback/_of_visit.html", answers_shown.visit_section),),
    },
    counts={"visits": answers_shown.waiting},
    after_office=(answers.written,),
    wished=(answers.wished,),
    forgetting=(forgetting.forget,),
)
