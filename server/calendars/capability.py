"""Calendars that subscribe: what it offers to the application."""

from __future__ import annotations

from server.calendars import pages
from server.calendars.console import feed_page
from server.kernel.wiring import Capability, Section

capability = Capability(
    name="calendars",
    pages=(pages.blueprint,),
    console=(feed_page,),
    sections={"imports": (Section("below", 10, "calendars/_of_imports.html", feed_page.imports_section),)},
)
