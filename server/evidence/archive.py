"""A bundle as a zip file: which members it may have, how large they may be, and how each is read. Pure."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from server.kernel.canonical import canonical, parse
from server.kernel.chain import sha256

DOCUMENTS = (
    "manifest.json",
    "keys.json",
    "certificates.json",
    "grants.json",
    "standards.json",
    "countersignatures.json",
    "receipt.json",
    "destructions.json",
)
OPTIONAL = {"receipt.json", "destructions.json"}
PROOFS = "log/"
FACTS, BESIDE, LOSSES = "facts/", ("beside/", "refused/"), "lost/"  # `refused/` in bundles of the first form
MEMBER = re.compile(
    r"(facts|beside|refused|lost)/\d{4,6}\.json|evidence/[0-9a-f]{64}|log/[a-z]+(-\d{4,6})?\.tlog-proof|words\.txt"
)
LARGEST_MEMBER = 16 * 1024 * 1024
LARGEST_WHOLE = 512 * 1024 * 1024


class Wrong(Exception):
    """The first thing that does not hold: a code of `messages.yaml` (`evidence.wrong.<code>`) and where."""

    def __init__(self, code: str, where: str) -> None:
        super().__init__(f"{code}: {where}")
        self.code, self.where = code, where


@dataclass(slots=True)
class Opened:
    """A bundle's members: documents by name, texts of facts by name and in order, evidence by hash, proofs of the log by name."""

    documents: dict[str, Any]
    texts: dict[str, bytes]
    evidence: dict[str, bytes]
    proofs: dict[str, bytes]


def open_bundle(content: bytes) -> Opened:
    """Read every member, bounded, and check it against the manifest's list; Wrong where that fails."""
    members = _members(content)
    for name in DOCUMENTS:
        if name not in members and name not in OPTIONAL:
            raise Wrong("member_missing", name)
    documents = {name: parse(members[name].decode()) for name in DOCUMENTS if name in members}
    for name, document in documents.items():
        if canonical(document) != members[name]:
            raise Wrong("not_canonical", name)
    _check_listed(documents["manifest.json"], members)
    texts = {name: members[name] for name in sorted(members) if name.startswith((FACTS, *BESIDE, LOSSES))}
    evidence = {name.removeprefix("evidence/"): members[name] for name in members if name.startswith("evidence/")}
    proofs = {name: members[name] for name in members if name.startswith(PROOFS)}
    return Opened(documents, texts, evidence, proofs)


def close_bundle(members: dict[str, bytes]) -> bytes:
    """The zip of these members, the same bytes for the same members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name in sorted(members):
            bundle.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), members[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _members(content: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    whole = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            for entry in bundle.infolist():
                whole += entry.file_size
                if entry.file_size > LARGEST_MEMBER or whole > LARGEST_WHOLE:
                    raise Wrong("too_large", entry.filename)
                if entry.filename in found or not (entry.filename in DOCUMENTS or MEMBER.fullmatch(entry.filename)):
                    raise Wrong("stranger", entry.filename)
                found[entry.filename] = bundle.read(entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise Wrong("not_a_bundle", "zip") from None
    return found


def _check_listed(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    listed = manifest["files"]
    for name in sorted(set(members) - {"manifest.json"}):
        if name not in listed:
            raise Wrong("stranger", name)
        if sha256(members[name]) != listed[name]:
            raise Wrong("member_differs", name)
    if absent := sorted(set(listed) - set(members)):
        raise Wrong("member_missing", absent[0])
