"""The customer signs on their own phone: by a code that the technician's phone shows, also without a network."""
