"""The organisation's phones: contact, what they still carry, and revoking a lost one."""

from __future__ import annotations

from server.console.layout import OFFICE
from server.devices.console import devices
from server.kernel.registry import Capability, NavEntry

capability = Capability(name="devices", console=(devices,), nav=(NavEntry("devices", "mobile", OFFICE, 30),))
