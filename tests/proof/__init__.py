"""Good records verify, and none that was changed does: whatever was changed, by whomever but the phone itself (docs/RELIABILITY.md)."""
