"""The API of other systems: what it offers to the application."""

from __future__ import annotations

from server.api import forgetting, routes
from server.api.idempotency import forget_old
from server.kernel.wiring import Capability, Job

capability = Capability(
    name="api", routes=(routes.blueprint,), forgetting=(forgetting.forget,), jobs=(Job("api_answers", forget_old),)
)
