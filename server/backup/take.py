"""Taking a backup: the database as of one moment and the evidence that it names, in one file that is there whole or not at all."""

from __future__ import annotations

import io
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from server.backup.databases import Snapshot, copy_of, kind_of
from server.backup.manifest import DATABASES, NAME, WITH_SHARED, Manifest, digest_of, evidence_name
from server.evidence.rules import matches
from server.kernel import clock
from server.kernel.folders import flush, put
from server.kernel.problem import Problem

Read = Callable[[str, str], bytes | None]  # (organisation, SHA-256) → a piece of evidence


def take(
    address: str, read: Read, target: Path, accept_missing: bool = False, shared: Path | None = None
) -> tuple[Manifest, Path]:
    """Write a backup of the database at `address` and of the evidence that `read` finds into the file `target` (mode 0600).

    Returns its manifest and the file: one that lacks evidence is written beside `target` unless `accept_missing` says that it is known
    to be lost, because it must not take the place of a whole one. People go on working meanwhile.
    With `shared`, a folder, evidence goes there, each piece once for all backups, because it never changes and its name is its hash.
    Problems: see databases.copy_of; `backup_not_written` where there is no room.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
            copy = Path(folder) / DATABASES[kind_of(address)]
            made_at = clock.now()
            found = copy_of(address, copy)
            manifest = _pack(part, copy, made_at, found, read, shared)
        placed = target if accept_missing or not manifest.missing else beside(target)
        os.replace(part, placed)
        flush(target.parent)
        return manifest, placed
    except (OSError, sqlite3.OperationalError) as error:  # SQLite's is for a copy that found no room
        raise Problem("backup_not_written", {str(target): [str(error)]}) from error
    finally:
        part.unlink(missing_ok=True)


def _pack(part: Path, copy: Path, made_at: str, found: Snapshot, read: Read, shared: Path | None) -> Manifest:
    manifest = Manifest(kind_by_name(copy.name), found.revision, made_at, found.counts)
    part.unlink(missing_ok=True)
    descriptor = os.open(
        part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600
    )  # because everybody's names and addresses are in it
    with os.fdopen(descriptor, "w+b") as file:
        with zipfile.ZipFile(file, "w") as archive:
            with copy.open("rb") as content:
                _add(archive, manifest, copy.name, content, zipfile.ZIP_DEFLATED)
            for organisation, sha256 in found.evidence:
                name = evidence_name(organisation, sha256)
                if shared is not None:
                    there = _is_there(shared / name) or _share(
                        _whole(read(organisation, sha256), sha256), shared / name
                    )
                    (manifest.shared if there else manifest.missing).append(name)
                    continue
                piece = _whole(read(organisation, sha256), sha256)
                if piece is None:
                    manifest.missing.append(name)
                else:
                    _add(archive, manifest, name, io.BytesIO(piece), zipfile.ZIP_STORED)
            manifest.v = WITH_SHARED if manifest.shared else manifest.v
            archive.writestr(NAME, manifest.text(), zipfile.ZIP_DEFLATED)
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _is_there(target: Path) -> bool:
    """What was put into the shared folder was checked then."""
    return target.is_file() and bool(target.stat().st_size)


def _share(piece: bytes | None, target: Path) -> bool:
    """Put a piece into the folder; False where there is none to be had."""
    if piece is None:
        return False
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    put(target, piece)
    return True


def beside(target: Path) -> Path:
    """Where a backup goes that lacks evidence: `today.zip` → `today.incomplete.zip`."""
    return target.with_name(f"{target.stem}.incomplete{target.suffix}")


def kind_by_name(name: str) -> str:
    """The kind of database that a member of this name is of."""
    return next(kind for kind, known in DATABASES.items() if known == name)


def _whole(piece: bytes | None, sha256: str) -> bytes | None:
    """A piece of evidence; None where it is not there, or its bytes are others than those that its name says."""
    return piece if piece is not None and matches(piece, sha256) else None


def _add(archive: zipfile.ZipFile, manifest: Manifest, name: str, content: IO[bytes], compression: int) -> None:
    about = zipfile.ZipInfo(name)
    about.compress_type, about.external_attr = compression, 0o600 << 16
    with archive.open(about, "w", force_zip64=True) as member:
        sha256, size = digest_of(content, member)
    manifest.members[name] = {"sha256": sha256, "size": size}
