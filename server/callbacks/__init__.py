"""Calling customers back after the work: plans for projects, a sample that anybody can draw again, the desk (SV-1)."""
