"""Notices: an outbox filled by facts of visits, the job that sends it, and where people see what became of each."""

from __future__ import annotations

from server.kernel.wiring import Capability, Job, Section
from server.notices import forgetting, interruptions, outbox
from server.notices.console import customer_notices, notice_settings, outage_notices, untold, visit_notices
from server.notices.push import hints
from server.notices.push import routes as push_routes
from server.notices.push.shown import device_section
from server.notices.sending import send_due

capability = Capability(
    name="notices",
    routes=(push_routes.blueprint,),
    console=(visit_notices, notice_settings, customer_notices),
    sections={
        "visit": (Section("below", 8, "notices/_of_visit.html", visit_notices.visit_section),),
        "outage": (Section("below", 8, "notices/_of_outage.html", outage_notices.outage_section),),
        "customer": (Section("below", 8, "notices/_of_customer.html", customer_notices.customer_section),),
        "visits": (Section("waits", 30, "visits/_waits.html", untold.untold_section),),
        "device": (Section("about", 10, "notices/_of_device.html", device_section),),
        "settings": (Section("below", 20, "notices/_of_settings.html", notice_settings.settings_section),),
    },
    counts={"visits": untold.untold},
    reactions=(outbox.react,),
    after_office=(outbox.written,),
    after_subject=(interruptions.written,),
    forgetting=(forgetting.forget,),
    jobs=(Job("notices", send_due, every=1), Job("phone_hints", hints.send_hints, every=1)),
)
