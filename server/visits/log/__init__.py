"""The log of a visit: its kinds of facts, their bodies, and how they are kept."""
