"""What a backup file says of itself, and whether that is true: format, database, schema, counts, and the hash of each member."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from server.kernel.problem import Problem

FORMAT, WITH_SHARED = 1, 2
NAME = "manifest.json"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
EVIDENCE = re.compile(r"evidence/([0-9a-f-]{36})/([0-9a-f]{2})/(\2[0-9a-f]{62})")
LARGEST_MANIFEST = 256 * 1024 * 1024
PIECE = 1024 * 1024


@dataclass
class Manifest:
    """`members`: name → {sha256, size}; `missing`: evidence that the database names and the store did not have whole."""

    database: str
    revision: str
    made_at: str
    counts: dict[str, int]
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)  # evidence in a folder beside, which many backups share
    v: int = FORMAT
    type: str = "doorstep-backup"

    def text(self) -> str:
        """As it stands in the file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)


def evidence_name(organisation: str, sha256: str) -> str:
    """The member that holds a piece of evidence: its path in the data folder."""
    return f"evidence/{organisation}/{sha256[:2]}/{sha256}"


def verified(file: Path, folder: Path | None = None) -> Manifest:
    """The manifest of a backup in which every byte is as it says; `backup_not_readable` or `backup_too_new` otherwise.

    `folder` holds the evidence that backups share: `backup_needs_folder` without it, and what is not whole in it counts as missing.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _read(archive)
            if sorted(archive.namelist()) != sorted([*manifest.members, NAME]):
                raise ValueError("other members than the manifest names")
            for name, member in manifest.members.items():
                with archive.open(name) as content:
                    if digest_of(content) != (member["sha256"], member["size"]):
                        raise ValueError(f"{name} is not what was backed up")
            if manifest.shared and folder is None:
                raise Problem("backup_needs_folder")
            return _without_lost(_without_damaged(manifest), folder)
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise Problem("backup_not_readable", {str(file): [str(error)]}) from error


def digest_of(content: IO[bytes], copy: IO[bytes] | None = None) -> tuple[str, int]:
    """SHA-256 and size of a stream, which is copied on the way where a copy is wanted."""
    digest, size = hashlib.sha256(), 0
    while piece := content.read(PIECE):
        digest.update(piece)
        size += len(piece)
        if copy:
            copy.write(piece)
    return digest.hexdigest(), size


def _without_damaged(manifest: Manifest) -> Manifest:
    """Evidence that was damaged when it was backed up counts as missing, because phones may still have it whole."""
    damaged = [
        name
        for name, member in manifest.members.items()
        if EVIDENCE.fullmatch(name) and not name.endswith(member["sha256"])
    ]
    for name in damaged:
        del manifest.members[name]
    manifest.missing += damaged
    return manifest


def _without_lost(manifest: Manifest, folder: Path | None) -> Manifest:
    lost = [name for name in manifest.shared if folder is None or not is_whole(folder / name)]
    manifest.shared = [name for name in manifest.shared if name not in set(lost)]
    manifest.missing += lost
    return manifest


def is_whole(file: Path) -> bool:
    """Whether a piece of evidence is there and is what its name says."""
    if not file.is_file():
        return False
    with file.open("rb") as content:
        return digest_of(content)[0] == file.name


def _read(archive: zipfile.ZipFile) -> Manifest:
    if archive.getinfo(NAME).file_size > LARGEST_MANIFEST:
        raise ValueError("the manifest is too long")
    told = json.loads(archive.read(NAME))
    if told.get("type") != "doorstep-backup":
        raise ValueError("not a backup of Doorstep")
    if told["v"] > WITH_SHARED:
        raise Problem("backup_too_new")
    manifest = Manifest(**told)
    names = {DATABASES[manifest.database]}
    if not names <= manifest.members.keys() or any(
        not EVIDENCE.fullmatch(name) for name in manifest.members.keys() - names
    ):
        raise ValueError("the manifest names what a backup does not hold")
    if any(not EVIDENCE.fullmatch(name) for name in manifest.shared):
        raise ValueError("the manifest names what no folder of evidence holds")
    return manifest
