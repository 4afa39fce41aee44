"""What people write, read in one place: times, telephones, house numbers, names. What is not understood is said, never dropped. Pure."""
