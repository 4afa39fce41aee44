"""Doorstep: home visits done by the standard, and a record that can be checked."""
