"""The board: technicians against the time of a day, and what waits for somebody."""
