"""Recurring visits: what they offer to the application."""

from __future__ import annotations

from server.kernel.wiring import Capability, Job, Section
from server.recurring import forgetting
from server.recurring.console import recurring_pages, stuck
from server.recurring.ordering import order_ahead

capability = Capability(
    name="recurring",
    console=(recurring_pages,),
    sections={
        "customer": (Section("below", 12, "recurring/_of_customer.html", recurring_pages.customer_section),),
        "visits": (Section("waits", 40, "visits/_waits.html", stuck.stuck_section),),
    },
    counts={"visits": stuck.stuck},
    forgetting=(forgetting.forget,),
    jobs=(Job("recurring", order_ahead, every=60),),
)
