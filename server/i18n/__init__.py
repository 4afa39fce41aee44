"""Words in both languages, the reader's preferences, dates as words: one place for each."""
