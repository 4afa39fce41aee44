"""Sync: facts in, changes out."""

from __future__ import annotations

from server.kernel.wiring import Capability
from server.sync import forgetting, routes

capability = Capability(name="sync", routes=(routes.blueprint,), forgetting=(forgetting.forget,))
