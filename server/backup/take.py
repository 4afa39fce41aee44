"""Taking a backup: the database as of one moment and the evidence that it names, in one file that is there whole or not at all."""

from __future__ import annotations

import os
import tempfile
import zipfile
from pathlib import Path

from server.backup.databases import Snapshot, copy_of, kind_of
from server.backup.manifest import DATABASES, NAME, Manifest, digest_of, evidence_name
from server.kernel import clock
from server.kernel.folders import flush
from server.kernel.problem import Problem


def take(address: str, data: Path, target: Path) -> Manifest:
    """Write a backup of the database at `address` and of the evidence in the folder `data` into the file `target` (mode 0600).

    People go on working meanwhile. Problems: see databases.copy_of; `backup_not_written` where there is no room.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
            copy = Path(folder) / DATABASES[kind_of(address)]
            made_at = clock.now()
            found = copy_of(address, copy)
            manifest = _pack(part, copy, made_at, found, data)
        os.replace(part, target)
        flush(target.parent)
        return manifest
    except OSError as error:
        raise Problem("backup_not_written", {str(target): [str(error)]}) from error
    finally:
        part.unlink(missing_ok=True)


def _pack(part: Path, copy: Path, made_at: str, found: Snapshot, data: Path) -> Manifest:
    manifest = Manifest(kind_by_name(copy.name), found.revision, made_at, found.counts)
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)  # because the server's private keys are in it
    with os.fdopen(descriptor, "w+b") as file:
        with zipfile.ZipFile(file, "w") as archive:
            _add(archive, manifest, copy.name, copy, zipfile.ZIP_DEFLATED)
            for organisation, sha256 in found.evidence:
                name = evidence_name(organisation, sha256)
                if not _add(archive, manifest, name, data / name, zipfile.ZIP_STORED):
                    manifest.missing.append(name)
            archive.writestr(NAME, manifest.text(), zipfile.ZIP_DEFLATED)
        file.flush()
        os.fsync(file.fileno())
    return manifest


def kind_by_name(name: str) -> str:
    """The kind of database that a member of this name is of."""
    return next(kind for kind, known in DATABASES.items() if known == name)


def _add(archive: zipfile.ZipFile, manifest: Manifest, name: str, path: Path, compression: int) -> bool:
    """False where the file is not there: the database may name what was never there or has just been cleared away."""
    if not path.is_file():
        return False
    about = zipfile.ZipInfo(name)
    about.compress_type, about.external_attr = compression, 0o600 << 16
    with path.open("rb") as content, archive.open(about, "w", force_zip64=True) as member:
        sha256, size = digest_of(content, member)
    manifest.members[name] = {"sha256": sha256, "size": size}
    return True
