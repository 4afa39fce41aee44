"""Order intake and the dispatcher's list."""
