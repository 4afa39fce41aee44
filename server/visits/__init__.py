"""The visit: its facts, states, grants and holdings."""
