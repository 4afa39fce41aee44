"""Signing on the customer's own phone: the page, its API, and what becomes of offers and signatures whose other half is missing."""

from __future__ import annotations

from server.kernel.wiring import Capability, Job
from server.own_phone import matching, pages, routes

capability = Capability(
    name="own_phone",
    routes=(routes.blueprint,),
    pages=(pages.blueprint,),
    reactions=(matching.match_offers,),
    jobs=(Job("own-phone", matching.look_at_overdue),),
)
