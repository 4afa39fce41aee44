"""Visits: their API, the office's list and pages, what they show on a customer's page, and what phones are told."""

from __future__ import annotations

from server.kernel.roles import OFFICE
from server.kernel.wiring import Capability, FeedPart, Job, NavEntry, Section
from server.visits import forgetting, routes
from server.visits.conflicts.agreement import settle_agreed
from server.visits.console import conflict_page, packing, visit_actions, visit_list, visit_page, waiting
from server.visits.console.customer_section import visits_section
from server.visits.console.leaving_section import leaving_section
from server.visits.console.narrated_kinds import narrate
from server.visits.exporting import EXPORTS
from server.visits.feed import changes, holdings
from server.visits.limit_results import keep_results, resolved
from server.visits.log.kinds import KINDS, ON_A_VISIT
from server.visits.office.customer_changes import follow_customer
from server.visits.office.hand_over import hand_over

capability = Capability(
    forgetting=(forgetting.forget,),
    name="visits",
    exports=EXPORTS,
    routes=(routes.blueprint,),
    console=(visit_list, visit_page, visit_actions, conflict_page),
    nav=(NavEntry("visits", "list", OFFICE, 10, waiting.count),),
    sections={
        "customer": (Section("below", 10, "visits/_of_customer.html", visits_section),),
        "people": (Section("leaving", 10, "visits/_leaving.html", leaving_section),),
        "visits": (Section("waits", 10, "visits/_waits.html", packing.missing_section),),
    },
    facts=KINDS | {"visit": narrate(ON_A_VISIT)},
    reactions=(settle_agreed, keep_results),
    after_resolution=(resolved,),
    leaving=(hand_over,),
    customer_changed=(follow_customer,),
    jobs=(Job("holdings", lambda organisation: holdings.refresh_holdings(organisation)),),
    feed=(FeedPart(frozenset(changes.WORDED), changes.dump),),
)
