"""What is remembered of the last backup, in a file of the data folder, because whoever asks is often not the one who takes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from server.kernel.folders import put

FILE = "last-backup.json"


def remember(data: Path, at: str, file: Path, missing: int) -> None:
    """A backup as of this moment lies in this file and lacks so many pieces of evidence."""
    place = data / FILE
    put(place, json.dumps({"at": at, "file": str(file), "missing": missing}).encode())


def last_backup(data: Path) -> dict[str, Any] | None:
    """`{at, file, missing}` of the last one; None where there is none."""
    try:
        found: dict[str, Any] = json.loads((data / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found
