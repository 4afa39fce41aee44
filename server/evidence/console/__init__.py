"""What the console shows of evidence."""
