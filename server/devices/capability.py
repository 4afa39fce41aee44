"""The organisation's phones: contact, what they still carry, and revoking a lost one."""

from __future__ import annotations

from server.devices.console import devices
from server.kernel.registry import Capability, NavEntry
from server.kernel.roles import OFFICE

capability = Capability(name="devices", console=(devices,), nav=(NavEntry("devices", "mobile", OFFICE, 30),))
