"""The dispatcher's work: taking orders."""

from __future__ import annotations

from server.dispatch.intake import page
from server.kernel.registry import Capability, NavEntry

capability = Capability(name="dispatch", console=(page,), nav=(NavEntry("intake", "headset", ("dispatcher",), 20),))
