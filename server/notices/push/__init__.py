"""Hints to technicians that something is new: to their phone through its browser's push service, empty and only ever a hint (decision 0190)."""
