"""Evidence: uploads and receipts, what the visit's page shows of them, and what happens when facts land."""

from __future__ import annotations

from server.evidence import forgetting, pages, reactions, routes, transferring, verify_page
from server.evidence.console import report_page
from server.evidence.console.evidence_section import awaited_section, pictures_section
from server.kernel.wiring import Capability, Job, Section

capability = Capability(
    forgetting=(forgetting.forget,),
    name="evidence",
    routes=(routes.blueprint,),
    pages=(pages.blueprint, verify_page.blueprint),
    console=(report_page,),
    sections={
        "visit": (
            Section("head", 10, "evidence/_awaited.html", awaited_section),
            Section("column", 10, "evidence/_evidence.html", pictures_section),
        ),
    },
    reactions=(reactions.await_evidence, reactions.sign_what_has_ended),
    jobs=(Job("bucket", transferring.transfer_pending, every=1),),
    after_resolution=(reactions.sign_if_ended,),
)
