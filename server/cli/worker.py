"""Do what time makes due, apart from the processes that answer: for hosts that serve with `--no-jobs`. As many as wanted, on any host."""

from __future__ import annotations

import argparse
import signal
import threading

from server.app import create_app
from server.cli import tick
from server.config import Settings
from server.web.log import configure

NAME = "worker"


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(given: argparse.Namespace) -> int:
    """Until it is told to stop; what it is doing then is brought to its end."""
    settings = Settings.from_environment()
    configure(settings.log)
    stopped = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stopped.set())
    tick.watch(create_app(settings), stopped)
    return 0
