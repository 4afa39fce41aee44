"""A file a notice in the data folder: the default, because nothing leaves the house before somebody says so. It goes when its customer is erased."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import current_app

from server.notices.channels.outcome import Message, Outcome, accepted


def send(message: Message, settings: Mapping[str, Any], secret: Mapping[str, str]) -> Outcome:
    """Write it; the same notice again is the same file."""
    place = path_of(message.organisation, message.id)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    said = {"id": message.id, "kind": message.kind, "number": message.number} | {
        "subject": message.subject,
        "text": message.text,
    }
    draft = place.with_suffix(".new")
    with open(draft, "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        file.write(json.dumps(said, ensure_ascii=False, indent=1) + "\n")
    draft.replace(place)
    return accepted(delivered=False)


def path_of(organisation: str, notice: str) -> Path:
    """Where a notice's file lies."""
    return Path(current_app.config["DOORSTEP"].data_dir) / "notices" / organisation / f"{notice}.json"


def remove(organisation: str, notices: list[str]) -> None:
    """Remove the files of these notices."""
    for each in notices:
        path_of(organisation, each).unlink(missing_ok=True)
