"""The log of everything that must not be taken back unseen."""

from __future__ import annotations

from server.kernel.wiring import Capability, Job
from server.tlog import pages
from server.tlog.daily import bring_up_to_date

capability = Capability(name="tlog", pages=(pages.blueprint,), jobs=(Job("checkpoint", bring_up_to_date),))
