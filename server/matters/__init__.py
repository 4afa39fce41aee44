"""What was promised and asked for: commitments, contacts about them, and who waits for what."""
