"""Complaints: what customers complain of, who answers for it, and when they hear the next word (4.2, CP-1 to CP-8)."""
