"""Data about people: what it offers to the application. It stands to the right of all whose data it destroys."""

from __future__ import annotations

from server.console import forgetting as forms
from server.kernel.roles import OFFICE
from server.kernel.wiring import Capability, Job, NavEntry
from server.privacy.access import is_data_officer
from server.privacy.console import access_page, erasure_page
from server.privacy.erasing import held_customers
from server.privacy.keeping import forget_due

capability = Capability(
    name="privacy",
    console=(access_page, erasure_page),
    nav=(
        NavEntry("data", "review", OFFICE, 92, erasure_page.waiting, shown=erasure_page.may_open),
        NavEntry("access_records", "eye", OFFICE, 93, shown=is_data_officer),
    ),
    forgetting=(forms.forget,),
    on_hold=(held_customers,),
    jobs=(Job("retention", forget_due),),
)
