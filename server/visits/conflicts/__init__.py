"""Cross purposes of a visit: found, settled, and what they change."""
