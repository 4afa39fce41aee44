"""What other systems read and write with a key: visits, orders, customers, matters, commitments."""
