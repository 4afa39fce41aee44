"""What the office does through other capabilities, handed over by app.py, because dispatch imports nothing but their models and rules."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app

NAME = "doorstep.office"


def attach(app: Flask, *, orders: Any, people: Any, devices: Any, held_back: Any, settle: Any, imports: Any, contacts: Any) -> None:
    """Give the console its doings: `orders` (visits), `people` and `devices` (accounts), what the inbox held back (sync), settling, files, contacts."""
    app.extensions[NAME] = {
        "orders": orders, "people": people, "devices": devices, "held_back": held_back, "settle": settle, "imports": imports, "contacts": contacts}


def orders() -> Any:
    """order_visit, assign, reschedule, cancel, instruct, look_over."""
    return current_app.extensions[NAME]["orders"]


def people() -> Any:
    """invite, reset, change_roles, change_team, leave."""
    return current_app.extensions[NAME]["people"]


def devices() -> Any:
    """revoke."""
    return current_app.extensions[NAME]["devices"]


def held_back() -> Any:
    """`table` of what each device sent and what became of it, `acts` of the office on it; release, put_with, set_aside, bring_back."""
    return current_app.extensions[NAME]["held_back"]


def settle() -> Any:
    """settle(organisation, by, conflict, choice, seen)."""
    return current_app.extensions[NAME]["settle"]


def imports() -> Any:
    """`facts` (sync) and `evidence` of a phone's export file."""
    return current_app.extensions[NAME]["imports"]


def contacts() -> Any:
    """contacts(organisation, devices, since, most): (device, moment) of batches that these devices have sent."""
    return current_app.extensions[NAME]["contacts"]
