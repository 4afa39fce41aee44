"""What the office sees and does of interruptions."""
