"""Revoke a lost phone, for good; what it still holds may be handed in, nothing reaches it any more."""

from __future__ import annotations

import argparse

from sqlalchemy import select

from server.accounts import devices
from server.accounts.models import Device
from server.app import create_app
from server.cli.refusal import refuse
from server.kernel.db import db
from server.kernel.problem import Problem

NAME = "revoke-device"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The device's id, as the console's list of phones shows it."""
    parser.add_argument("device")


def run(given: argparse.Namespace) -> int:
    """Exit code 1 when there is no such device."""
    app = create_app()
    with app.app_context():
        organisation = db.session.scalar(select(Device.organisation_id).where(Device.id == given.device))
        try:
            devices.revoke(organisation or "", given.device)
        except Problem as problem:
            return refuse(problem)
    print("Revoked.")
    return 0
