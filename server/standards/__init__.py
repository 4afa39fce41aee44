"""The service standard as data, and what it means."""
