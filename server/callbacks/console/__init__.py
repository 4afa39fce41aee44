"""What the office sees and does of call-backs."""
