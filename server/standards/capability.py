"""The standards in force, for whoever has to know what technicians are asked: a page to read, linked from the settings."""

from __future__ import annotations

from server.kernel.wiring import Capability, Section
from server.standards.console import standards_page

capability = Capability(
    name="standards",
    console=(standards_page,),
    sections={"settings": (Section("below", 5, "standards/_of_settings.html", standards_page.settings_section),)},
)
