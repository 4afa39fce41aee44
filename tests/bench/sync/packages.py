"""The packages of the others that are measured, and of Lighthouse."""

from __future__ import annotations

from pathlib import Path

from tests import npm

HERE = Path(__file__).parent
ROOT, NODE = npm.ROOT, npm.NODE


def installed() -> Path:
    """The folder in which they lie, as the lock says."""
    return npm.installed(HERE, "bench")
