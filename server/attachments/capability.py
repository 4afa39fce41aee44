"""Attachments: the page where the office adds them, the bytes for phones and other systems, and what is forgotten of them."""

from __future__ import annotations

from server.attachments import actions, exporting, forgetting, on_phones, routes
from server.attachments.console import attachments_page
from server.kernel.wiring import Capability, Job, Section

capability = Capability(
    name="attachments",
    routes=(routes.blueprint,),
    console=(attachments_page,),
    sections={"visit": (Section("column", 5, "attachments/_of_visit.html", attachments_page.visit_section),)},
    of_visits=(on_phones.of_visits,),
    needs_bytes=(forgetting.needed,),
    forgetting=(forgetting.forget,),
    jobs=(Job("attachments", actions.forget_removed),),
    exports=exporting.EXPORTS,
)
