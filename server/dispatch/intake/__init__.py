"""Taking an order: looking the caller up, reading the form, placing the order."""
