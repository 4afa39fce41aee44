"""The forms about webhooks."""

from __future__ import annotations

from typing import Any

from server.accounts.audit import AuditEntry
from server.webhooks import acts
from server.webhooks.models import WebhookDelivery, WebhookEndpoint
from tests.server.console.form_of import Form, rows

ONE = "/console/webhooks/{endpoint}"


def endpoint_in(scenario: Any) -> dict[str, str]:
    """Inside `write`: an endpoint with a message that can be sent again."""
    by = scenario.cast.people["wufang"]
    endpoint, _ = acts.add(scenario.ours, by, "ERP", "https://erp.example.com/x", ["visit"])
    return {"endpoint": endpoint, "delivery": acts.test(scenario.ours, by, endpoint)}


def rotations(scenario: Any) -> int:
    return sum(row.kind == "webhook_rotated" for row in scenario.rows(AuditEntry))


WEBHOOK_FORMS = [
    Form(
        "add_webhook",
        "wufang",
        "/console/webhooks",
        {"name": "ERP", "url": "https://erp.example.com/x", "groups": "visit"},
        rows(WebhookEndpoint),
    ),
    Form("turn_webhook", "wufang", ONE, {}, lambda one: sum(bool(row.off) for row in one.rows(WebhookEndpoint))),
    Form("test_webhook", "wufang", ONE, {}, rows(WebhookDelivery)),
    Form("rotate_webhook", "wufang", ONE, {}, rotations),
    Form("remove_webhook", "wufang", ONE, {}, lambda one: -len(one.rows(WebhookEndpoint))),
    Form("replay_delivery", "wufang", f"{ONE}?delivery={{delivery}}", {}, rows(WebhookDelivery)),
]
