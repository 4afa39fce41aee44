"""A backup in one file, taken while people work, and the way back from it."""
