"""A record that somebody unpacked and packed again is the same record; dates before the work was given are uncertain."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from server.evidence.verify import verify
from tests.server.evidence.checking import bundle_of, checked, fingerprints, noted
from tests.server.evidence.conftest import Record

Members = dict[str, bytes]


def members_of(bundle: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(members: Members, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_folders(members: Members) -> bytes:
    return zipped({"facts/": b"", "evidence/": b""} | members)


def in_a_folder(members: Members) -> bytes:
    return zipped({"上门 bundle/": b""} | {f"上门 bundle/{name}": content for name, content in members.items()})


def by_a_mac(members: Members) -> bytes:
    inside = {f"bundle/{name}": content for name, content in members.items()}
    return zipped(inside | {f"__MACOSX/bundle/._{name}": b"x" for name in members} | {"bundle/.DS_Store": b"x"})


def by_windows(members: Members) -> bytes:
    return zipped(members | {"desktop.ini": b"x", "evidence/Thumbs.db": b"x"})


def stored(members: Members) -> bytes:
    return zipped(members, zipfile.ZIP_STORED)


@pytest.mark.parametrize("pack", [with_folders, in_a_folder, by_a_mac, by_windows, stored])
def test_a_record_that_was_packed_again_verifies(at_home: Record, pack: Callable[[Members], bytes]) -> None:
    again = pack(members_of(bundle_of(at_home.scenario, at_home.visit)))
    assert verify(again, fingerprints(at_home.scenario), at_home.code).exit == 0


def test_two_folders_or_anything_else_in_it_is_refused(at_home: Record) -> None:
    members = members_of(bundle_of(at_home.scenario, at_home.visit))
    inside = {f"a/{name}": content for name, content in members.items()}
    for strange in (inside | {"b/manifest.json": b"x"}, members | {"more.txt": b"x"}, inside | {"a/a/words.txt": b"x"}):
        wrong = verify(zipped(strange)).wrong
        assert wrong is not None and wrong.code == "stranger"


def test_S11_a_date_before_the_work_was_given_is_uncertain_and_named(record: Record) -> None:
    record.phone.report("noted", {"text": "x"}, visit=record.visit, at="2026-01-05T08:00:00.000Z")
    record.phone.sync_all()
    record.send_bytes()
    verdict = checked(record.scenario, record.visit)
    assert verdict.exit == 0
    assert noted(verdict)["before_grant"] == ["2026-01-05T08:00:00.000Z"]
