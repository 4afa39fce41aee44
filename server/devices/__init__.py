"""The organisation's phones as the office sees them."""
