"""The job that brings evidence into the bucket, and the command that moves what lies elsewhere (decision 0140)."""

from __future__ import annotations

from flask import current_app

from server.evidence.bucket import transfer


def transfer_pending(organisation: str) -> int:
    """How much went into the bucket or out of it; nothing where evidence lies in the data folder."""
    address = current_app.config["DOORSTEP"].evidence_bucket
    return transfer(address, organisation) if address else 0
