"""Data about people."""
