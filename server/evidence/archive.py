"""A bundle as a zip file: which members it may have, how large they may be, and how each is read. Pure."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from server.evidence.forms import place_of_trouble
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
LEFT_BY_FILE_MANAGERS = {".DS_Store", "Thumbs.db", "desktop.ini"}
LARGEST_MEMBER = 16 * 1024 * 1024
LARGEST_WHOLE = 200 * 1024 * 1024


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
    documents = {name: read_json(name, members[name]) for name in DOCUMENTS if name in members}
    for name, document in documents.items():
        if place := place_of_trouble(name, document):
            raise Wrong("malformed", place)
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


def read_json(name: str, content: bytes) -> Any:
    """The value of a member that is canonical JSON; Wrong where it is anything else."""
    try:
        value = parse(content.decode())
        if canonical(value) == content:
            return value
    except ValueError:  # NotCanonical is one, and so are bytes that are no text
        pass
    raise Wrong("not_canonical", name)


def _members(content: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    whole = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            entries = [entry for entry in bundle.infolist() if not _is_packaging(entry.filename)]
            around = _folder_around([entry.filename for entry in entries])
            for entry in entries:
                whole += entry.file_size
                name = entry.filename.removeprefix(around)
                if entry.file_size > LARGEST_MEMBER or whole > LARGEST_WHOLE:
                    raise Wrong("too_large", name)
                if name in found or not (name in DOCUMENTS or MEMBER.fullmatch(name)):
                    raise Wrong("stranger", name)
                found[name] = bundle.read(entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise Wrong("not_a_bundle", "zip") from None
    return found


def _is_packaging(name: str) -> bool:
    """What file managers add when they pack a folder: entries of folders, and their own notes. It is passed over, because nobody meant it."""
    return name.endswith("/") or name.startswith("__MACOSX/") or name.rpartition("/")[2] in LEFT_BY_FILE_MANAGERS


def _folder_around(names: list[str]) -> str:
    """The one folder in which all of it lies when somebody unpacked a bundle and packed the folder; '' where there is none."""
    folder, slash, _ = names[0].partition("/") if names and "manifest.json" not in names else ("", "", "")
    around = folder + slash if slash else ""
    return around if all(name.startswith(around) for name in names) else ""


def _check_listed(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    listed = manifest["files"]
    for name in sorted(set(members) - {"manifest.json"}):
        if name not in listed:
            raise Wrong("stranger", name)
        if sha256(members[name]) != listed[name]:
            raise Wrong("member_differs", name)
    if absent := sorted(set(listed) - set(members)):
        raise Wrong("member_missing", absent[0])
