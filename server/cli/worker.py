"""Do what time makes due, apart from the processes that answer: for hosts that serve with `--no-jobs`. As many as wanted, on any host."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading

from server.app import create_app
from server.cli import tick

NAME = "worker"


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(given: argparse.Namespace) -> int:
    """Until it is told to stop; what it is doing then is brought to its end."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr)
    stopped = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stopped.set())
    tick.watch(create_app(), stopped)
    return 0
