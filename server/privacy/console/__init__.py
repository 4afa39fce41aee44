"""The console's pages about data of people."""
