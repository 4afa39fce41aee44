"""Signing on the customer's own phone."""
