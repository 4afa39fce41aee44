"""What the office does through other capabilities, handed over by app.py, because dispatch imports nothing but their models and rules."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app

NAME = "doorstep.office"


def attach(app: Flask, *, orders: Any, people: Any, devices: Any, received: Any, settle: Any) -> None:
    """Give the console its doings: `orders` (visits), `people` and `devices` (accounts), the inbox's table (sync), and settling."""
    app.extensions[NAME] = {"orders": orders, "people": people, "devices": devices, "received": received, "settle": settle}


def orders() -> Any:
    """order_visit, assign, reschedule, cancel, instruct."""
    return current_app.extensions[NAME]["orders"]


def people() -> Any:
    """invite, reset, change_roles, change_team, leave."""
    return current_app.extensions[NAME]["people"]


def devices() -> Any:
    """revoke."""
    return current_app.extensions[NAME]["devices"]


def received() -> Any:
    """The table of what each device sent and what became of it."""
    return current_app.extensions[NAME]["received"]


def settle() -> Any:
    """settle(organisation, by, conflict, choice, seen)."""
    return current_app.extensions[NAME]["settle"]
