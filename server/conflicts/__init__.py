"""Cross purposes as records: two values, who, when, how settled."""
