"""Folders of what is kept are their owner's alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from server.kernel.folders import make_root


def test_S24_a_new_data_folder_is_its_owners_alone(tmp_path: Path) -> None:
    """S-24: whatever the host's umask says; a folder that was there keeps what its owner chose. Guard: server/kernel/folders.py:make_root"""
    before = os.umask(0)
    try:
        make_root(tmp_path / "var" / "data")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "var" / "data").stat().st_mode) == 0o700
    (tmp_path / "there").mkdir()
    (tmp_path / "there").chmod(0o750)  # because a umask may take a part of mkdir's mode away
    make_root(tmp_path / "there")
    assert stat.S_IMODE((tmp_path / "there").stat().st_mode) == 0o750
