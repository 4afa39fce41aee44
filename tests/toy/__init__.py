"""A capability for a test: it greets. Its `capability.py` alone installs it; nothing else in the product knows of it."""
