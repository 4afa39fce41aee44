"""docs/EVIDENCE.md as somebody follows it who has nothing of ours: its lines, on a fresh record, with the tools that it names."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from server.accounts import keys
from server.kernel.chain import decode, sha256
from tests.server.evidence.checking import bundle_of
from tests.server.evidence.conftest import Record
from tests.server.evidence.test_repacked import members_of, zipped

PAGE = Path(__file__).parents[3] / "docs" / "EVIDENCE.md"
TOOLS = ("bash", "unzip", "sha256sum", "jq", "xxd", "openssl", "awk")


def followed(folder: Path, fingerprint: str) -> subprocess.CompletedProcess[str]:
    lines = "\n".join(re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL))
    environment = os.environ | {"FINGERPRINT": fingerprint}
    return subprocess.run(
        ["bash", "-c", lines], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason="2026-11-30: the page's tools are not here")
def test_the_page_alone_verifies_a_record_and_finds_what_was_changed(at_home: Record, tmp_path: Path) -> None:
    bundle = bundle_of(at_home.scenario, at_home.visit, for_customer=True)
    issuer = json.loads(members_of(bundle)["manifest.json"])["issuer"]
    known = {key["id"]: key for key in at_home.scenario.cast.visitor().get("/api/v1/keys").json}
    fingerprint = sha256(decode(known[issuer]["public_key"]))
    members = members_of(bundle)
    changed = members["facts/0004.json"].replace(b'"clock_offset":', b'"clock_offset":1')
    code = json.loads(members["receipt.json"])["code"]
    kept = at_home.scenario.cast.visitor().get(f"/r/{code}/receipt.tlog-proof").data
    extra = next(line for line in kept.splitlines() if line.startswith(b"extra "))
    another = kept.replace(
        extra, b"extra " + base64.b64encode(members["receipt.json"].replace(b'"facts":', b'"facts":1'))
    )
    for name, content, mark, beside, holds in (
        ("good", bundle, fingerprint, kept, True),
        ("other-key", bundle, "0" * 64, kept, False),
        ("changed", zipped(members | {"facts/0004.json": changed}), fingerprint, kept, False),
        ("another-receipt-kept", bundle, fingerprint, another, False),
    ):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "bundle.zip").write_bytes(content)
        (folder / f"doorstep-{code}.tlog-proof").write_bytes(beside)
        done = followed(folder, mark)
        assert (done.returncode == 0) is holds, (name, done.stdout, done.stderr)


@pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason="2026-11-30: the page's tools are not here")
def test_the_page_alone_verifies_a_record_whose_receipt_an_earlier_key_signed(at_home: Record, tmp_path: Path) -> None:
    marks = [sha256(decode(key["public_key"])) for key in at_home.scenario.cast.visitor().get("/api/v1/keys").json]
    with at_home.scenario.app.app_context():
        keys.rotate()
    (tmp_path / "bundle.zip").write_bytes(bundle_of(at_home.scenario, at_home.visit, for_customer=True))
    done = followed(tmp_path, marks[0])
    assert done.returncode == 0, (done.stdout, done.stderr)
