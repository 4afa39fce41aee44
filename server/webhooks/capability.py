"""Webhooks: what they offer to the application."""

from __future__ import annotations

from server.kernel.wiring import Capability, Job, Section
from server.webhooks import events, forgetting
from server.webhooks.console import webhook_pages
from server.webhooks.sending import send_due

capability = Capability(
    name="webhooks",
    console=(webhook_pages,),
    sections={"settings": (Section("below", 30, "webhooks/_of_settings.html", webhook_pages.settings_section),)},
    reactions=(events.react,),
    after_office=(events.written,),
    after_subject=(events.subject_written,),
    counts={"settings": webhook_pages.dead},
    forgetting=(forgetting.forget,),
    jobs=(Job("webhooks", send_due, every=1),),
)
