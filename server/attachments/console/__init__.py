"""Attachments in the office's browser."""
