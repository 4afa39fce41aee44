"""Where checkpoints go outside of the database: a folder beside the data, so that no restore of the data takes them back."""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from server.kernel.folders import make_root, put

LATEST = "latest.txt"


def folder(log_id: str) -> Path:
    """The checkpoints of one log."""
    root: Path = current_app.config["DOORSTEP"].checkpoints
    return root / log_id


def policy_file() -> Path:
    """Where this installation's witnesses are named (C2SP tlog-policy); without it there are none."""
    root: Path = current_app.config["DOORSTEP"].checkpoints
    return root / "policy.txt"


def latest(log_id: str) -> str | None:
    """The newest checkpoint that was ever signed for this log, as far as this folder knows."""
    try:
        return (folder(log_id) / LATEST).read_text("utf-8")
    except FileNotFoundError:
        return None


def keep(log_id: str, note: str, at: str) -> None:
    """Write a checkpoint down, for good, before anybody is shown it: as the newest one, and as the last of its day."""
    place = folder(log_id)
    make_root(place)
    for name in (f"{at[:10]}.txt", LATEST):
        put(place / name, note.encode())
