"""Lists from files and into files: what it offers to the application. What can come in and go out is declared by each capability."""

from __future__ import annotations

from server.import_export import forgetting
from server.import_export.console import export_page, import_pages
from server.import_export.running import JOB, advance
from server.kernel.roles import IMPORTING
from server.kernel.wiring import Capability, Job, NavEntry

capability = Capability(
    name="import_export",
    console=(import_pages, export_page),
    nav=(NavEntry("imports", "swap", IMPORTING, 88),),
    forgetting=(forgetting.forget,),
    jobs=(Job(JOB, advance, every=1),),
)
