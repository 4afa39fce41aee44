"""Customers and the premises that are visited."""
