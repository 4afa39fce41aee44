"""P-2: a technician who forgot the PIN gets a code from the office that the phone can check without a network."""

from __future__ import annotations

import re

from server.accounts.unlocking import code_of

SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"


def unlock(desk, device: str, challenge: str):
    """Ask for a code as a dispatcher does; the page that comes back."""
    page = desk.post(f"/console/devices/{device}/unlock", challenge=challenge)
    return desk.get(page.location) if page.status == 303 else page


def test_P2_the_code_is_the_one_that_the_phone_works_out():
    """P-2: the same constant stands in tests/pwa/accounts/account.test.ts."""
    assert code_of(SECRET, "01980000-0000-7000-8000-000000000101", "482913") == "11153791"


def test_P2_the_office_gives_a_code_for_what_the_phone_shows_and_it_is_on_record_who_did(desk, scenario):
    """P-2: digits may come as they were heard; the page can be loaded again; who gave it stands below."""
    phone = scenario.enrolled("liming", "Redmi")
    phone.sync(told={"unsent": 0, "unlock": SECRET})
    page = unlock(desk, phone.device, "４８２ 913")
    code = code_of(SECRET, phone.device, "482913")
    assert f"{code[:4]} {code[4:]}" in page and re.search("陈静给过解锁码", page.source)
    assert code[:4] not in desk.get(f"/console/devices?device={phone.device}&challenge=111111")


def test_P2_codes_are_limited_by_the_hour_and_a_phone_that_told_nothing_gets_none(desk, scenario):
    """P-2: five an hour for one phone, with the clock time from which one may ask again; no guess without the secret."""
    phone = scenario.enrolled("liming", "Redmi")
    assert "这部手机给不了解锁码" in unlock(desk, phone.device, "482913")
    phone.sync(told={"unsent": 0, "unlock": SECRET})
    assert "六位数字" in unlock(desk, phone.device, "48291")
    for number in range(5):
        assert "念给师傅" in unlock(desk, phone.device, f"00000{number}")
    assert "念给师傅" in unlock(desk, phone.device, "000004")
    assert re.search(r"\d+:\d\d 起可以再试", unlock(desk, phone.device, "000005").source)
