"""Data about people: who looked at whose, what is kept how long, and what is destroyed by whom (4.13)."""
