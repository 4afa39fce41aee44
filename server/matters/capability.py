"""What was promised: commitments from the facts of visits, the office's acts about them, and where they are shown."""

from __future__ import annotations

from server.kernel.roles import OFFICE
from server.kernel.wiring import Capability, FeedPart, Job, NavEntry, Section
from server.matters import (
    actions,
    forgetting,
    left_open,
    on_phones,
    opened_receipt,
    opening,
    projection,
    told_at_visit,
    wording_on_phones,
)
from server.matters.console import (
    limit_page,
    matter_forms,
    matter_list,
    matter_page,
    matter_sections,
    owed_rows,
    promise_page,
    take_matter,
    wording_page,
)
from server.matters.console.promise_row import due_today
from server.matters.console.sections import panel_section, top_section, visit_section
from server.matters.exporting import EXPORTS
from server.matters.facts import FACTS
from server.matters.limits_due import judge_due
from server.matters.matter_facts import FACTS as MATTER_FACTS
from server.matters.receipt import receipt_section
from server.matters.reminders import remind

capability = Capability(
    forgetting=(forgetting.forget,),
    name="matters",
    exports=EXPORTS,
    console=(promise_page, take_matter, matter_list, matter_page, matter_forms, limit_page, wording_page),
    nav=(NavEntry("matters", "again", OFFICE, 25, matter_list.open_loops),),
    sections={
        "visits": (
            Section("top", 10, "matters/_promised.html", top_section),
            Section("panel", 10, "matters/_promise.html", panel_section),
        ),
        "visit": (
            Section("below", 5, "matters/_on_visit.html", matter_sections.visit_section),
            Section("below", 10, "matters/_of_visit.html", visit_section),
        ),
        "matter": (Section("promises", 5, "matters/_of_visit.html", owed_rows.matter_section),),
        "customer": (Section("below", 5, "matters/_of_customer.html", matter_sections.customer_section),),
        "intake": (Section("caller", 10, "matters/_of_caller.html", matter_sections.caller_section),),
        "settings": (Section("below", 10, "matters/_of_settings.html", matter_sections.settings_section),),
        "receipt": (Section("promised", 10, "matters/_on_receipt.html", receipt_section),),
    },
    facts=FACTS | {"matter": MATTER_FACTS},
    counts={"visits": due_today},
    reactions=(projection.react, opening.react, on_phones.react, wording_on_phones.react),
    after_subject=(on_phones.written,),
    of_visits=(on_phones.of_visits,),
    receipt_opened=(opened_receipt.opened,),
    after_office=(projection.written, actions.keep_by_visit, opening.ordered, told_at_visit.told),
    after_resolution=(projection.resolved, opening.resolved),
    after_calendar=(actions.recalculate, opening.recalculate),
    leaving=(actions.hand_over,),
    left_open=(left_open.left_open,),
    say_left_open=(left_open.say,),
    feed=(FeedPart(frozenset({wording_on_phones.WORDING}), wording_on_phones.dump, lasting=True),),
    jobs=(Job("reminders", remind), Job("limits", judge_due, every=1)),
)
