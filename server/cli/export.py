"""Write the record of a visit, or of a matter, complaint, outage or turn of duty, as a bundle that anybody can check."""

from __future__ import annotations

import argparse
from pathlib import Path

from sqlalchemy import or_, select

from server.app import create_app
from server.cli.refusal import refuse
from server.evidence import bundle
from server.evidence.subject_bundle import export_subject, find_subject
from server.kernel.chain import sha256
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.signing import signer
from server.visits.models import Visit

NAME = "export"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which visit, and where its bundle goes."""
    parser.add_argument(
        "visit", help="the visit's id or its number, or the id of a matter, complaint, outage or turn of duty"
    )
    parser.add_argument("bundle", type=Path, help="the zip file to write")


def run(given: argparse.Namespace) -> int:
    """Write the bundle and print the fingerprint that `doorstep verify --trust` wants."""
    app = create_app()
    with app.app_context():
        visit = db.session.scalar(
            select(Visit).where(or_(Visit.id == given.visit, Visit.number == given.visit)).limit(1)
        )
        try:
            other = None if visit is not None else find_subject(given.visit)
            if visit is not None:
                written = bundle.export(visit.organisation_id, visit.id)
            elif other is not None:
                written = export_subject(*other)
            else:
                raise Problem("not_found")
            given.bundle.write_bytes(written)
        except Problem as problem:
            return refuse(problem)
        print(f"{given.bundle}\nserver key: {sha256(signer().key.public_key().public_bytes_raw())}")
    return 0
