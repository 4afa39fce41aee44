"""What the office sees of what was promised."""
