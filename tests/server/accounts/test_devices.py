"""Phones: enrolled with a certificate that can be checked, asked again without harm, revoked for good."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from server.accounts import devices
from server.accounts.models import Device
from server.config import Settings
from server.kernel import clock
from server.kernel.chain import decode, document_bytes, encode, key_id, server_signed
from server.kernel.db import db
from server.kernel.problem import Problem
from tests.cast import PASSWORD, Cast, proof_of, public_key

SESSION, DEVICES = "/api/v1/session", "/api/v1/devices"


def wish_of(cast: Cast, login: str, key: ec.EllipticCurvePrivateKey, label: str = "x") -> dict[str, object]:
    """What this person's phone asks for when it is enrolled."""
    return {"public_key": public_key(key), "proof": proof_of(key, cast.people[login]), "label": label}


def test_enrolment_gives_all_that_the_app_needs_offline(cast: Cast) -> None:
    told = cast.phone("liming").enrolment
    assert told["person"] == {
        "id": cast.people["liming"],
        "name": "李明",
        "name_en": "Li Ming",
        "language": "zh-CN",
        "roles": ["technician"],
        "badge": "0117",
    }
    assert told["organisation"] == {
        "id": cast.ours,
        "name": "澄江公用",
        "name_en": "Chengjiang Utilities",
        "time_zone": "Asia/Shanghai",
        "hotline": "96111",
    }
    assert told["server_keys"] == cast.visitor().get("/api/v1/keys").json


def test_the_certificate_is_signed_by_a_published_key(cast: Cast) -> None:
    phone = cast.phone("liming")
    certificate = phone.enrolment["certificate"]
    published = {key["id"]: decode(key["public_key"]) for key in phone.enrolment["server_keys"]}
    assert server_signed(published[certificate["issuer"]], certificate["signature"], document_bytes(certificate))
    assert not server_signed(
        published[certificate["issuer"]], certificate["signature"], document_bytes(certificate | {"person": "x"})
    )
    raw = decode(public_key(phone.private_key))
    assert set(certificate) == {
        "v",
        "type",
        "organisation",
        "device",
        "person",
        "key",
        "public_key",
        "from",
        "issuer",
        "signature",
    }
    assert (
        (certificate["key"], certificate["public_key"])
        == (key_id(raw), encode(raw))
        == (phone.enrolment["key"], encode(raw))
    )
    assert (certificate["device"], certificate["person"], certificate["organisation"]) == (
        phone.device,
        cast.people["liming"],
        cast.ours,
    )


def test_enrolment_binds_the_sign_in_to_the_phone(cast: Cast) -> None:
    phone = cast.phone("liming")
    assert phone.client.get(SESSION).json["device"] == phone.device


def test_asking_again_after_a_lost_answer_gives_the_same_device(cast: Cast) -> None:
    phone = cast.phone("liming")
    wish = wish_of(cast, "liming", phone.private_key, "Test phone")
    again = phone.client.post(DEVICES, json=wish)
    assert again.status_code == 201 and again.json == phone.enrolment
    with cast.app.app_context():
        assert db.session.query(Device).count() == 1


def test_a_key_belongs_to_one_person(cast: Cast) -> None:
    phone = cast.phone("liming")
    answer = cast.signed_in("wangqiang").post(DEVICES, json=wish_of(cast, "wangqiang", phone.private_key))
    assert (answer.status_code, answer.json["code"]) == (403, "device_not_yours")


def test_signing_in_again_on_an_enrolled_phone_binds_it_again(cast: Cast) -> None:
    phone = cast.phone("liming")
    fresh = cast.visitor()
    assert (
        fresh.post(SESSION, json={"login": "liming", "password": PASSWORD, "device": phone.device}).json["device"]
        == phone.device
    )


def test_nobody_signs_in_on_somebody_elses_phone(cast: Cast) -> None:
    phone = cast.phone("liming")
    for other in ("wangqiang", "zhaolei"):
        answer = cast.visitor().post(SESSION, json={"login": other, "password": PASSWORD, "device": phone.device})
        assert (answer.status_code, answer.json["code"]) == (403, "device_not_yours")
        assert "Set-Cookie" not in answer.headers


def test_a_revoked_phone_is_refused_and_told_why(cast: Cast) -> None:
    phone = cast.revoked_phone("liming")
    assert phone.client.get(SESSION).json["device_revoked"] is True
    answer = phone.client.post(DEVICES, json=wish_of(cast, "liming", phone.private_key))
    assert (answer.status_code, answer.json["code"]) == (403, "device_revoked")
    fresh = cast.signed_in("liming").post(DEVICES, json=wish_of(cast, "liming", phone.private_key))
    assert fresh.json["code"] == "device_revoked"
    wish = wish_of(cast, "liming", ec.generate_private_key(ec.SECP256R1()))
    assert cast.signed_in("liming").post(DEVICES, json=wish).status_code == 201


def test_a_revoked_phone_cannot_enrol_itself_anew(cast: Cast) -> None:
    wish = wish_of(cast, "liming", ec.generate_private_key(ec.SECP256R1()))
    answer = cast.revoked_phone("liming").client.post(DEVICES, json=wish)
    assert (answer.status_code, answer.json["code"]) == (403, "device_revoked")


def test_a_revoked_phone_opens_no_page_of_the_office_either(cast: Cast) -> None:
    assert cast.phone("chenjing").client.get("/console/visits").status_code == 200
    answer = cast.revoked_phone("chenjing").client.get("/console/visits")
    assert answer.status_code == 403 and "这部手机已注销" in answer.text


def test_revoking_is_final_and_stays_in_the_organisation(cast: Cast) -> None:
    phone = cast.phone("liming")
    with cast.app.app_context():
        with pytest.raises(Problem, match="not_found"):
            devices.revoke(cast.theirs, phone.device)
        first = devices.revoke(cast.ours, phone.device).revoked_at
        assert first and devices.revoke(cast.ours, phone.device).revoked_at == first


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "x",
        "A" * 87,
        encode(b"\x04" + bytes(64)),
        encode(b"\x02" + bytes(32)),
        encode(bytes(65)) + "=",
        "钥匙",
        "B" * 100_000,
    ],
)
def test_what_is_no_key_is_said_to_be_none(cast: Cast, wrong: str) -> None:
    answer = cast.signed_in("liming").post(DEVICES, json={"public_key": wrong, "label": "x"})
    assert (answer.status_code, answer.json["code"]) == (422, "bad_input")
    assert "public_key" in answer.json["errors"]


@pytest.mark.parametrize(
    "extra",
    [{"label": "x" * 81}, {"label": ""}, {"label": 7}, {"platform": "x" * 201}, {"person": "someone"}, {"label": None}],
)
def test_what_does_not_fit_is_refused_by_name(cast: Cast, extra: dict[str, object]) -> None:
    wish = wish_of(cast, "liming", ec.generate_private_key(ec.SECP256R1()))
    answer = cast.signed_in("liming").post(DEVICES, json=wish | extra)
    assert answer.status_code == 422 and set(answer.json["errors"]) == set(extra)


def test_S25_nobody_enrols_a_key_that_they_do_not_hold(cast: Cast) -> None:
    mine = cast.phone("liming")
    stranger, another = cast.signed_in("zhaolei"), ec.generate_private_key(ec.SECP256R1())
    taken = {"public_key": public_key(mine.private_key), "label": "x"}
    for proof in (
        proof_of(another, cast.people["zhaolei"]),  # signed, with another key
        proof_of(mine.private_key, cast.people["liming"]),  # what the true phone had signed for its own person
        "A" * 86,
    ):
        answer = stranger.post(DEVICES, json=taken | {"proof": proof})
        assert answer.status_code in (400, 422) and answer.json["code"] == "bad_input", proof
        assert "没有证明" in answer.json["errors"]["proof"][0]
    assert stranger.post(DEVICES, json=taken).status_code == 422
    with cast.app.app_context():
        assert db.session.query(Device).count() == 1


def test_S20_one_person_enrols_twenty_phones_a_day(cast: Cast) -> None:
    cast.app.config["DOORSTEP"] = cast.app.config["DOORSTEP"].at(enrolments_a_day=Settings().enrolments_a_day)
    for _ in range(20):
        cast.phone("liming")
    one_more = wish_of(cast, "liming", ec.generate_private_key(ec.SECP256R1()))
    client = cast.signed_in("liming")
    answer = client.post(DEVICES, json=one_more)
    assert (answer.status_code, answer.json["code"]) == (429, "too_many_phones") and answer.headers["Retry-After"]
    assert cast.phone("wangqiang").device
    with clock.telling(clock.later(clock.now(), days=1, minutes=1)):
        assert client.post("/api/v1/session", json={"login": "liming", "password": PASSWORD}).status_code == 201
        assert client.post(DEVICES, json=one_more).status_code == 201
