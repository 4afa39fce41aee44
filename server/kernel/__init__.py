"""What has no domain: clock, ids, canonical JSON, chain, words, problems, transactions."""
