"""Kills and power cuts: what a server acknowledged, or a phone called saved, is there afterwards (`make kill-test`)."""
