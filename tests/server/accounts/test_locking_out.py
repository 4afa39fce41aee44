"""Wrong passwords slow down whoever guesses, and lock out nobody who is at work."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from server.app import create_app
from server.config import Settings
from server.kernel.clock import later, now
from tests.cast import PASSWORD, Cast, bring_on

pytestmark = pytest.mark.both_databases  # because who waits for whom

SESSION = "/api/v1/session"


def tries(client: FlaskClient, login: str, password: str, address: str = "127.0.0.1") -> int:
    return client.post(
        SESSION, json={"login": login, "password": password}, environ_base={"REMOTE_ADDR": address}
    ).status_code


def test_S14_wrong_passwords_from_elsewhere_lock_out_nobody(cast: Cast) -> None:
    """S-14. Guard: server/kernel/rate_limit.py:count, which counts login and network together"""
    stranger = cast.visitor()
    for login in ("liming", "wangqiang", "chenjing"):
        assert [tries(stranger, login, "wrong", "203.0.113.9") for _ in range(11)] == [401] * 10 + [429]
    for number in range(30):
        assert tries(stranger, "liming", "wrong", f"198.51.100.{number}") == 401
    assert tries(cast.visitor(), "liming", PASSWORD, "192.0.2.1") == 201
    assert tries(stranger, "wangqiang", PASSWORD, "203.0.113.9") == 429


def test_S14_a_browser_that_was_signed_in_before_gets_in_however_many_guess(settings: Settings) -> None:
    """S-14. Guard: server/accounts/known_browsers.py:known"""
    cast = bring_on(create_app(settings.at(login_tries=5)))
    own = cast.signed_in("liming")
    for number in range(8):
        tries(cast.visitor(), "liming", "wrong", f"198.51.100.{number}")
    assert tries(cast.visitor(), "liming", PASSWORD, "192.0.2.1") == 429
    assert tries(own, "wangqiang", PASSWORD) == 201  # another login of this browser counts as a stranger's
    assert tries(own, "liming", PASSWORD) == 201
    assert own.post("/signin", data={"login": "liming", "password": PASSWORD}).status_code == 303


def test_O14_right_passwords_get_through_from_an_address_that_many_share(settings: Settings) -> None:
    """O-14: the start of a shift behind one carrier. Guard: server/kernel/rate_limit.py:count"""
    cast = bring_on(create_app(settings.at(address_tries=5)))
    known = [cast.signed_in(login) for login in ("liming", "wangqiang")]
    assert [tries(cast.visitor(), f"nobody{number}", "wrong") for number in range(6)] == [401] * 5 + [429]
    assert [tries(client, login, PASSWORD) for client, login in zip(known, ("liming", "wangqiang"), strict=True)] == [
        201,
        201,
    ]


def test_S14_a_known_browser_may_not_guess_without_end_either(cast: Cast) -> None:
    """S-14. Guard: server/kernel/rate_limit.py:count"""
    own = cast.signed_in("liming")
    assert [tries(own, "liming", "wrong") for _ in range(11)] == [401] * 10 + [429]


def test_S14_a_forged_mark_makes_no_browser_known(settings: Settings) -> None:
    """S-14. Guard: server/accounts/known_browsers.py:known"""
    cast = bring_on(create_app(settings.at(address_tries=1)))
    forged = cast.visitor()
    for value in ("mark.proof", "mark.", "~~~", "é.é", cast.signed_in("wangqiang").get_cookie("doorstep_known").value):  # type: ignore[union-attr]
        forged.set_cookie("doorstep_known", value)
        tries(forged, "nobody", "wrong")
        assert tries(forged, "liming", PASSWORD) == 429


def test_S6_of_ipv6_a_network_counts_and_not_an_address(settings: Settings) -> None:
    """S-6, S-14: whoever has one address of a /64 has all of them. Guard: server/kernel/rate_limit.py:network"""
    cast = bring_on(create_app(settings.at(address_tries=3)))
    codes = [tries(cast.visitor(), f"nobody{number}", "wrong", f"2001:db8:0:1::{number:x}") for number in range(1, 5)]
    assert codes == [401, 401, 401, 429]
    assert tries(cast.visitor(), "liming", PASSWORD, "2001:db8:0:2::1") == 201
    assert tries(cast.visitor(), "liming", PASSWORD, "::ffff:192.0.2.7") == 201


@pytest.mark.parametrize("minutes", [14, 16])
def test_S14_who_was_slowed_down_gets_in_a_quarter_of_an_hour_later(
    minutes: int, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(11):
        tries(cast.visitor(), "liming", "wrong")
    then = later(now(), minutes=minutes)
    monkeypatch.setattr("server.kernel.clock.now", lambda: then)
    assert tries(cast.visitor(), "liming", PASSWORD) == (429 if minutes < 15 else 201)
