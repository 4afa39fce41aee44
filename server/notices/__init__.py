"""What customers and staff are told of a visit: an outbox, texts, channels, and what became of each notice."""
