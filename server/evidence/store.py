"""Where the bytes of evidence lie: in the data folder, or in a bucket that every application server reaches (DOORSTEP_EVIDENCE)."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from flask import current_app

from server.evidence.bucket import Bucket
from server.evidence.folder import Folder


class Store(Protocol):
    """What a place for evidence can do. All but `read` and `has` are called inside `write`; bytes last once that has committed."""

    def append(self, organisation: str, upload: str, offset: int, chunk: bytes) -> None:
        """Put a chunk at its place in an upload; what stood behind it goes."""

    def incoming(self, organisation: str, upload: str) -> bytes:
        """What has come of an upload so far."""

    def keep(self, organisation: str, upload: str, sha256: str) -> None:
        """A finished upload, whose hash was found right, becomes a piece of evidence."""

    def bring_back(self, organisation: str, upload: str, sha256: str, offset: int) -> None:
        """Where a piece was kept and the COMMIT never came: put back what was acknowledged of its upload."""

    def forget_upload(self, organisation: str, upload: str) -> None:
        """Discard what has come of an upload."""

    def forget(self, organisation: str, sha256: str) -> None:
        """Remove a piece."""

    def has(self, organisation: str, sha256: str) -> bool:
        """Whether the piece is here."""

    def read(self, organisation: str, sha256: str) -> bytes | None:
        """A piece's bytes, None where there are none. `evidence_unreachable` where the bucket does not answer."""

    def part(self, organisation: str, sha256: str, begin: int, end: int) -> bytes | None:
        """The bytes from `begin` up to before `end`, without reading the others; they are not compared with the hash. As `read` else."""


def store() -> Store:
    """The place that this installation has chosen."""
    settings = current_app.config["DOORSTEP"]
    return of(settings.data_dir, settings.evidence_bucket)


def of(data: Path, bucket: str) -> Store:
    """The bucket at this address, '' the data folder."""
    return Bucket(bucket, Folder(data)) if bucket else Folder(data)
