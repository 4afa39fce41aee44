"""Customers and premises: what they offer to the application."""

from __future__ import annotations

from server.customers import access, forgetting
from server.customers.console import customers, edit, household
from server.customers.exporting import EXPORTS
from server.customers.importing import IMPORTS
from server.kernel.roles import OFFICE
from server.kernel.wiring import Capability, NavEntry

capability = Capability(
    attach=access.attach,
    forgetting=(forgetting.forget,),
    name="customers",
    console=(customers, edit, household),
    imports=IMPORTS,
    exports=EXPORTS,
    nav=(NavEntry("customers", "customers", OFFICE, 40),),
)
