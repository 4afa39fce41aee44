"""The console's pages of people, the organisation and one's own profile."""
