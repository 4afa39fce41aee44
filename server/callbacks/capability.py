"""Call-backs: the desk, the draw that anybody can do again, the plans of projects on a customer's page."""

from __future__ import annotations

from server.callbacks import after_complaints, forgetting, pages, planning
from server.callbacks.console import callback_desk, callback_page, due_today, project_section, sample_page
from server.kernel.roles import DECIDING
from server.kernel.wiring import Capability, Job, NavEntry, Section

capability = Capability(
    name="callbacks",
    pages=(pages.blueprint,),
    after_subject=(after_complaints.written,),
    console=(callback_desk, callback_page, sample_page, project_section),
    nav=(NavEntry("callbacks", "call", DECIDING, 17, callback_desk.waiting),),
    sections={
        "customer": (Section("below", 25, "callbacks/_of_customer.html", project_section.customer_section),),
        "today": (Section("rows", 10, "", due_today.section),),
    },
    forgetting=(forgetting.forget,),
    jobs=(Job("call_backs", planning.prepare),),
)
