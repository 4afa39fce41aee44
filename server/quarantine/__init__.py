"""Facts that were held back, and what the office does with them."""
