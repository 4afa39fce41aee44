"""The console's page of phones."""
