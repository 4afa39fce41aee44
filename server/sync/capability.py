"""Sync: facts in, changes out."""

from __future__ import annotations

from server.kernel.registry import Capability
from server.sync import routes

capability = Capability(name="sync", routes=(routes.blueprint,))
