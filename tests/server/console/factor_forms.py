"""The forms about the second factor of a sign-in."""

from __future__ import annotations

from base64 import b32decode
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from server.accounts import second_factor
from server.accounts.audit import AuditEntry
from server.accounts.second_factor import SecondFactor, SecondFactorReset
from server.kernel import clock
from tests.cast import PASSWORD
from tests.server.console.form_of import Form, rows

OWN = "/console/me/second-factor"


def code_of(offer: str) -> str:
    """What an app that has scanned this offer shows."""
    raw = b32decode(second_factor.shown(offer, "x", "x")[1].replace(" ", ""))
    return TOTP(raw, 6, SHA1(), 30).generate(int(clock.instant(clock.now()).timestamp())).decode()


def factors_in(scenario: Any, endpoint: str) -> dict[str, str]:
    """Inside `write`: whose factor the form is about has one; to be called once they are signed in."""
    people = scenario.cast.people
    if endpoint not in ("change_second_factor", "require_second_factor", "ask_factor_reset", "decide_factor_reset"):
        return {}
    whose = people["wufang" if endpoint in ("change_second_factor", "require_second_factor") else "chenjing"]
    if second_factor.factor_of(scenario.ours, whose) is not None:
        return {}
    offer = second_factor.offered()
    codes = second_factor.set_up(scenario.ours, whose, offer, code_of(offer))
    if endpoint == "decide_factor_reset":
        second_factor.ask_reset(scenario.ours, people["zhoumin"], whose)
    return {"recovery": codes[0]}


def entries(kind: str) -> Any:
    return lambda scenario: sum(row.kind == kind for row in scenario.rows(AuditEntry))


FACTOR_FORMS = [
    Form("set_second_factor", "wufang", OWN, {"current_password": PASSWORD}, rows(SecondFactor)),
    Form(
        "change_second_factor",
        "wufang",
        OWN,
        {"do": "codes", "code": "{recovery}"},
        entries("recovery_codes_made"),
    ),
    Form("require_second_factor", "wufang", OWN, {}, entries("settings_changed")),
    Form("ask_factor_reset", "wufang", OWN, {}, rows(SecondFactorReset)),
    Form("decide_factor_reset", "wufang", OWN, {"agreed": "1"}, entries("factor_reset_done")),
]
