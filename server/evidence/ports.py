"""What evidence needs from its right and from other capabilities' insides, given by `app.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app


@dataclass(frozen=True, slots=True)
class Ports:
    """`beside(organisation, visit)`: texts that name the visit and stand in no log, in the order of receipt;
    `unread(organisation, device, first, before)`: places where something came that nobody can link;
    `countersignatures(organisation, [(device, seq)])`: the documents that cover these facts;
    `object_to_signature(organisation, visit)`: record that the customer says "that was not me"; False where no signature counts.
    """

    beside: Callable[[str, str], list[str]]
    unread: Callable[[str, str, int, int], list[int]]
    countersignatures: Callable[[str, list[tuple[str, int]]], list[dict[str, Any]]]
    object_to_signature: Callable[[str, str], bool]


def attach(app: Flask, ports: Ports) -> None:
    """Give this app's evidence its ports."""
    app.extensions["doorstep.evidence"] = ports


def given() -> Ports:
    """What this app gave."""
    found: Ports = current_app.extensions["doorstep.evidence"]
    return found
