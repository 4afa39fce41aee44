"""Customers and premises: what they offer to the application."""

from __future__ import annotations

from server.customers import access, forgetting
from server.customers.console import customers, edit, household
from server.kernel.registry import Capability, NavEntry
from server.kernel.roles import OFFICE

capability = Capability(
    attach=access.attach,
    forgetting=(forgetting.forget,),
    name="customers",
    console=(customers, edit, household),
    nav=(NavEntry("customers", "customers", OFFICE, 40),),
)
