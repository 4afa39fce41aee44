"""What technicians carry: issued, used on visits, returned, and what runs low."""
