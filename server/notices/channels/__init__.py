"""One file a channel. Each `send(message, settings, secret)` returns an `Outcome` and reads what the service answers in its body."""
