"""What `doorstep` can do on the command line: a module a command, each with NAME, `arguments(parser)` and `run(given) -> exit code`."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

MODULES = (
    "server.cli.serve",
    "server.cli.migrate",
    "server.cli.organisation",
    "server.cli.invite",
    "server.cli.reset_password",
    "server.cli.second_factor",
    "server.cli.revoke_device",
    "server.cli.keys",
    "server.cli.tick",
    "server.cli.worker",
    "server.cli.standard",
    "server.cli.export",
    "server.cli.verify",
    "server.cli.checkpoint",
    "server.cli.witness",
    "server.cli.backup",
    "server.cli.restore",
    "server.cli.evidence",
    "server.cli.doctor",
)


def commands() -> list[ModuleType]:
    """Every command's module."""
    return [import_module(name) for name in MODULES if find_spec(name)]
