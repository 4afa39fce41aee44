"""The office's acts on a visit, each a fact in its log."""
