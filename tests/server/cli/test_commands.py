"""The command line: an installation from nothing to the first sign-in, in the words that it prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.app import create_app
from server.config import Settings
from server.kernel.db import db

GOOD = "a fine new password"


def create(told) -> str:  # type: ignore[no-untyped-def]
    """Create an organisation and return what was printed."""
    code, said = told(
        "create-organisation", "chengjiang", "澄江公用", "--hotline", "96111", "--administrator", "wufang"
    )
    assert code == 0, said
    return said


def test_from_nothing_to_the_first_sign_in(told, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    link = create(told).split()[-1]
    assert link.startswith("https://doorstep.example/password/")
    app = create_app(Settings(data_dir=tmp_path, testing=True))
    client = app.test_client()
    assert client.post(link.removeprefix("https://doorstep.example"), data={"password": GOOD}).status_code == 200
    signed_in = client.post("/api/v1/session", json={"login": "wufang", "password": GOOD})
    assert signed_in.json["person"]["roles"] == ["dispatcher", "administrator"]
    with app.app_context():
        db.engine.dispose()


def test_an_organisation_is_created_once(told) -> None:  # type: ignore[no-untyped-def]
    create(told)
    code, said = told("create-organisation", "chengjiang", "x", "--hotline", "1", "--administrator", "another")
    assert code == 1 and "There is an organisation of that name" in said


def test_people_are_invited_and_let_back_in(told) -> None:  # type: ignore[no-untyped-def]
    create(told)
    assert told("invite", "chengjiang", "liming", "李明", "--role", "technician", "--team", "默认班组")[0] == 0
    code, said = told("invite", "chengjiang", "liming", "又一个", "--role", "technician")
    assert code == 1 and "This login is taken" in said
    code, said = told("reset-password", "LiMing")
    assert code == 0 and "https://doorstep.example/password/" in said


@pytest.mark.parametrize(
    "arguments",
    [
        ("invite", "nowhere", "x1y", "x", "--role", "technician"),
        ("invite", "chengjiang", "x1y", "x", "--role", "technician", "--team", "没有"),
        ("invite", "chengjiang", "名", "x", "--role", "technician"),
        ("reset-password", "nobody"),
        ("second-factor", "remove", "nobody"),
        ("revoke-device", "nothing"),
    ],
)
def test_what_cannot_be_done_is_said_and_exits_with_1(told, arguments: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    create(told)
    code, said = told(*arguments)
    assert code == 1 and said.strip() and "Traceback" not in said


def test_the_fingerprint_is_the_whole_hash_and_rotates(told) -> None:  # type: ignore[no-untyped-def]
    create(told)
    first = told("keys")[1]
    assert len(first.split()[0]) == 64 and "in force" in first
    both = told("keys", "--rotate")[1]
    assert len(both.splitlines()) == 2 and both.splitlines()[0].split()[0] == first.split()[0]


def test_migrating_up_and_down(told) -> None:  # type: ignore[no-untyped-def]
    assert told("migrate")[0] == 0
    assert told("migrate", "--to", "base")[0] == 0
