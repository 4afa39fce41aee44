"""How a test checks a visit's record: the bundle out of the server, against its key and the customer's code."""

from __future__ import annotations

from typing import Any

from server.evidence.bundle import export
from server.evidence.verify import verify
from server.evidence.verify_result import VerifyResult
from server.kernel.chain import decode, sha256
from tests.scenario import Scenario


def bundle_of(scenario: Scenario, visit: str, *, for_customer: bool = False) -> bytes:
    """The exported record."""
    with scenario.app.app_context():
        return export(scenario.ours, visit, for_customer=for_customer)


def fingerprints(scenario: Scenario) -> list[str]:
    """What a reader is told to trust."""
    return [sha256(decode(key["public_key"])) for key in scenario.cast.visitor().get("/api/v1/keys").json]


def checked(scenario: Scenario, visit: str, receipt: str | None = None, **more: Any) -> VerifyResult:
    """The verdict of somebody who knows the server's key."""
    return verify(bundle_of(scenario, visit, **more), fingerprints(scenario), receipt)


def noted(verdict: VerifyResult) -> dict[str, list[str]]:
    """What the verdict names, by kind: why, or the last word of where."""
    found: dict[str, list[str]] = {}
    for note in verdict.notes:
        found.setdefault(note.code, []).append(note.why or note.where.rpartition(" ")[2])
    return found
