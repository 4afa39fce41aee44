"""Seeded worlds of phones, offices, faults and lying clocks, driven against the real engine and the real server (docs/RELIABILITY.md)."""
