"""Facts in, changes out: knows names, no meaning."""
