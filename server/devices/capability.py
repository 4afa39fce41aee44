"""The organisation's phones: contact, what they still carry, and revoking a lost one."""

from __future__ import annotations

from server.devices.console import devices
from server.kernel.roles import OFFICE
from server.kernel.wiring import Capability, NavEntry

capability = Capability(name="devices", console=(devices,), nav=(NavEntry("devices", "mobile", OFFICE, 30),))
