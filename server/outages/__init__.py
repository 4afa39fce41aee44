"""Interruptions of supply: who is affected, who was told when, and how long it lasted (FT-7)."""
