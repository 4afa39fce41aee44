"""Who is on duty, what they leave to whom, and the calls that nobody answered (FT-11, FT-13, FT-16)."""
