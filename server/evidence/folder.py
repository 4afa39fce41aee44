"""Evidence in the data folder: verified bytes in files named by their SHA-256, one folder an organisation. Durable before it says so."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from server.kernel.folders import flush, make_lasting, put


@dataclass(frozen=True, slots=True)
class Folder:
    """A `Store` (evidence.store) below the folder `data`."""

    data: Path

    def append(self, organisation: str, upload: str, offset: int, chunk: bytes) -> None:
        """Put a chunk at its place in an upload's file; what stood behind it (a chunk that was never acknowledged) goes."""
        path = self._incoming(upload)
        make_lasting(path.parent, self.data)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.ftruncate(descriptor, offset)
            written = 0
            while written < len(chunk):  # because a disk that is nearly full takes a part and says nothing
                written += os.pwrite(descriptor, chunk[written:], offset + written)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if not offset:
            flush(path.parent)  # because a file whose name is lost is lost

    def incoming(self, organisation: str, upload: str) -> bytes:
        """What has come of an upload so far."""
        path = self._incoming(upload)
        return path.read_bytes() if path.exists() else b""

    def keep(self, organisation: str, upload: str, sha256: str) -> None:
        """Move a finished upload to its place."""
        target = self._kept(organisation, sha256)
        make_lasting(target.parent, self.data)
        os.replace(self._incoming(upload), target)
        flush(target.parent)

    def bring_back(self, organisation: str, upload: str, sha256: str, offset: int) -> None:
        """Where an upload was moved to its place and the COMMIT that should say so never came: put back what was acknowledged of it."""
        if offset and not self._incoming(upload).exists() and (kept := self.read(organisation, sha256)):
            self.append(organisation, upload, 0, kept[:offset])

    def forget_upload(self, organisation: str, upload: str) -> None:
        """Discard what has come of an upload."""
        self._incoming(upload).unlink(missing_ok=True)

    def forget(self, organisation: str, sha256: str) -> None:
        """Remove bytes that no fact names."""
        self._kept(organisation, sha256).unlink(missing_ok=True)

    def has(self, organisation: str, sha256: str) -> bool:
        """Whether the bytes are here."""
        return self._kept(organisation, sha256).is_file()

    def part(self, organisation: str, sha256: str, begin: int, end: int) -> bytes | None:
        """Some bytes of a piece, without reading the others."""
        try:
            with self._kept(organisation, sha256).open("rb") as file:
                file.seek(begin)
                return file.read(end - begin)
        except FileNotFoundError:
            return None

    def read(self, organisation: str, sha256: str) -> bytes | None:
        """The bytes of a piece of evidence, or None where the folder does not have them."""
        path = self._kept(organisation, sha256)
        return path.read_bytes() if path.exists() else None

    def place(self, organisation: str, sha256: str, content: bytes) -> None:
        """Put a piece whose hash was found right."""
        target = self._kept(organisation, sha256)
        make_lasting(target.parent, self.data)
        put(target, content)

    def _incoming(self, upload: str) -> Path:
        return self.data / "evidence" / "incoming" / upload

    def _kept(self, organisation: str, sha256: str) -> Path:
        return self.data / "evidence" / organisation / sha256[:2] / sha256
