"""`doorstep` on a host: reads /etc/doorstep.env as systemd does, and works as the user to whom the data belongs. `python -m server.cli` does neither."""

from __future__ import annotations

import os
import pwd
import re
import sys
from pathlib import Path

from server.cli import main as command_line

PLACE = Path("/etc/doorstep.env")
LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)")


def main() -> int:
    """Exit code 1 where the settings cannot be read, else the command's own."""
    file = Path(os.environ.get("DOORSTEP_ENV", PLACE))
    try:
        settings = read(file.read_text("utf-8")) if file.exists() else {}
    except OSError as error:
        print(f"doorstep: {file} cannot be read: {error.strerror}. Run this command as root.", file=sys.stderr)
        return 1
    except ValueError as error:
        print(f"doorstep: {file}: {error}", file=sys.stderr)
        return 1
    for name, value in settings.items():
        os.environ.setdefault(name, value)  # because whoever names one on the command line means it
    become_owner(Path(os.environ.get("DOORSTEP_DATA", "")))
    if not os.access(os.__file__, os.R_OK):
        print(
            f"doorstep: user {os.geteuid()}, to whom the data belongs, cannot read Python itself ({os.__file__}). "
            "Make .venv anew with a Python that everybody can read: DOORSTEP_PYTHON=/usr/bin/python3 make assets.",
            file=sys.stderr,
        )
        return 1
    return command_line()


def read(text: str) -> dict[str, str]:
    """NAME=value a line as systemd reads it: # and ; begin a comment, quotes around a value go, nothing else has a meaning."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.strip()[0] in "#;":
            continue
        said = LINE.fullmatch(line)
        if said is None:
            raise ValueError(f"line {number} is no NAME=value.")
        value = said[2].strip()
        quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
        found[said[1]] = value[1:-1] if quoted else value
    return found


def become_owner(data: Path) -> None:
    """Where root asks and the data folder belongs to somebody else, be that one: a file that root wrote could not be opened by the server."""
    if os.geteuid() != 0 or not data.is_absolute() or not data.exists():
        return
    owner = data.stat()
    if owner.st_uid == 0:
        return
    os.umask(0o077)
    try:
        os.initgroups(pwd.getpwuid(owner.st_uid).pw_name, owner.st_gid)
    except KeyError:
        os.setgroups([])
    os.setgid(owner.st_gid)
    os.setuid(owner.st_uid)


if __name__ == "__main__":
    sys.exit(main())
