"""The console's list, panel and page of visits, and how facts are told there."""
