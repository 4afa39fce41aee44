"""Attachments: what the office gives to a visit (plans, letters, photographs), ahead on the phones of those who go there."""
