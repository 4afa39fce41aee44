"""A record that somebody packed again is the same record; a file that is not there says nothing about one."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable

import pytest

from server.cli import main
from server.evidence.verify import verify
from tests.server.evidence.checking import bundle_of, fingerprints
from tests.server.evidence.conftest import Record

Members = dict[str, bytes]
LITTER = {
    "__MACOSX/._manifest.json": b"mac",
    "facts/.DS_Store": b"mac",
    "Thumbs.db": b"windows",
    "desktop.ini": b"windows",
}


@pytest.fixture
def members(at_home: Record) -> Members:
    with zipfile.ZipFile(io.BytesIO(bundle_of(at_home.scenario, at_home.visit))) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def packed(members: Members, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as bundle:
        for name, content in members.items():
            bundle.writestr(name, content)
    return out.getvalue()


PACKERS: dict[str, Callable[[Members], bytes]] = {
    "Explorer, with entries of folders": lambda all_: packed({"facts/": b"", "evidence/": b""} | all_),
    "7-Zip, in a folder": lambda all_: packed({"visit/": b""} | {f"visit/{name}": each for name, each in all_.items()}),
    "macOS, with its litter": lambda all_: packed(all_ | LITTER),
    "macOS, in a folder, with its litter": lambda all_: packed(
        {f"visit/{name}": each for name, each in (all_ | LITTER).items() if not name.startswith("__MACOSX")}
        | {"__MACOSX/visit/._manifest.json": b"mac"}
    ),
    "stored, the other way round": lambda all_: packed(dict(reversed(all_.items())), zipfile.ZIP_STORED),
}


@pytest.mark.parametrize("packer", PACKERS)
def test_F19_a_record_that_was_packed_again_is_still_good(at_home: Record, members: Members, packer: str) -> None:
    verdict = verify(PACKERS[packer](members), fingerprints(at_home.scenario), at_home.code)
    assert (verdict.exit, verdict.wrong) == (0, None)


@pytest.mark.parametrize("name", ["facts/0001.json.bak", "notes.txt", "visit/notes.txt", "..facts/0001.json"])
def test_F19_what_belongs_to_no_record_is_still_refused(members: Members, name: str) -> None:
    verdict = verify(packed(members | {name: b"{}"}))
    assert verdict.exit == 1 and verdict.wrong and verdict.wrong.code == "stranger"


def test_F19_two_members_of_one_name_are_refused(members: Members) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        for name, content in [*members.items(), ("manifest.json", b"{}")]:
            with warnings.catch_warnings(action="ignore"):
                bundle.writestr(name, content)
    verdict = verify(out.getvalue())
    assert verdict.exit == 1 and verdict.wrong and verdict.wrong.code == "stranger"


def test_F19_a_file_that_is_not_there_is_not_called_a_wrong_record(tmp_path, capsys) -> None:
    for missing in (tmp_path / "nothing.zip", tmp_path):
        assert main(["verify", str(missing)]) == 3
    assert capsys.readouterr().out == ""
