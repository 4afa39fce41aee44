"""Complaints: their log, the desk that handles them, the customer's own pages, and what visits bring to it."""

from __future__ import annotations

from server.complaints import (
    candidates,
    escalations,
    forgetting,
    not_again,
    on_phones,
    pages,
    reminders,
    routes,
    story,
    ways_in,
)
from server.complaints.console import complaint_forms, complaint_list, complaint_page, mailbox_page, take, today
from server.complaints.exporting import EXPORTS
from server.complaints.facts import FACTS
from server.complaints.mailbox.reading import read_mailbox
from server.kernel.roles import DECIDING
from server.kernel.wiring import Capability, FeedPart, Job, NavEntry, Section

capability = Capability(
    name="complaints",
    exports=EXPORTS,
    pages=(pages.blueprint,),
    routes=(routes.blueprint,),
    console=(today, take, complaint_list, complaint_page, complaint_forms, mailbox_page),
    nav=(
        NavEntry("today", "calendar", DECIDING, 14),
        NavEntry("complaints", "warn", DECIDING, 15, complaint_list.waiting),
    ),
    sections={
        "visit": (Section("below", 20, "complaints/_of_visit.html", take.visit_section),),
        "customer": (Section("below", 20, "complaints/_of_visit.html", take.customer_section),),
        "intake": (Section("caller", 20, "complaints/_of_caller.html", take.caller_section),),
        "assign": (Section("not_again", 10, "", not_again.section),),
        "settings": (Section("below", 25, "complaints/_of_settings.html", mailbox_page.settings_section),),
        "receipt": (Section("ways", 10, "complaints/_on_receipt.html", ways_in.receipt_section),),
        "visit_page": (Section("ways", 10, "complaints/_on_receipt.html", ways_in.visit_page_section),),
    },
    counts={"settings": mailbox_page.unread},
    facts=FACTS,
    forgetting=(forgetting.forget,),
    reactions=(candidates.react, on_phones.react),
    after_office=(candidates.written,),
    after_subject=(story.written, on_phones.written),
    jobs=(
        Job("serious_complaints", reminders.remind),
        Job("untouched_complaints", escalations.escalate, every=5),
        Job("complaint_mail", read_mailbox, every=5),
    ),
    feed=(FeedPart(frozenset({on_phones.ASKED}), on_phones.dump, lasting=True),),
)
