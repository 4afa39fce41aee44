"""Hostile people at every door of complaints, call-backs and answers."""
