"""Whether a backup could be restored: it is, into a folder that is thrown away, and looked at as `doorstep doctor` looks at an installation."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from server.backup.manifest import verified
from server.cli.doctor import code_of, look
from server.cli.refusal import refuse
from server.config import Settings
from server.kernel.problem import Problem

LACKING = 3


def verify_backup(settings: Settings, file: Path, shared: Path | None) -> int:
    """0 it is in order · 1 it could not be restored, or what came out is not in order · 2 look at it · 3 it lacks evidence."""
    from server.cli.restore import put_back

    with tempfile.TemporaryDirectory(prefix="doorstep-verify-") as folder:
        place = Path(folder) / "data"
        trial = settings.at(
            data_dir=place, database_url="", keys_dir=settings.keys, checkpoints_dir=Path(folder) / "checkpoints"
        )
        if settings.checkpoints.is_dir():
            shutil.copytree(
                settings.checkpoints, trial.checkpoints
            )  # because a trial must not sign anything in earnest
        try:
            if verified(file, shared).database != "sqlite":
                print(
                    f"{file}: every byte is as it was written. To look into it, restore it into an empty database: "
                    "DOORSTEP_DATABASE_URL=… DOORSTEP_DATA=… doorstep restore FILE, then doorstep doctor --whole.",
                    file=sys.stderr,
                )
                return 2
            manifest, _, keyless = put_back(trial, file, False, shared)
        except Problem as problem:
            return refuse(problem)
        found = [each for each in look(trial, whole=True, alone=True) if each.name != "evidence_missing"]
    for each in found:
        print(f"{'wrong' if each.grave else 'doubt'}  {each.name}: {each.words}")
    counts = manifest.counts
    print(f"{file}: as of {manifest.made_at}, {counts['visit']} visits, {counts['fact']} facts.")
    if manifest.missing:
        print(f"{len(manifest.missing)} pieces of evidence are not in it, or damaged.", file=sys.stderr)
    return code_of(found) or (LACKING if manifest.missing else 0)
