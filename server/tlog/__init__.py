"""One growing log for the installation (RFC 6962): what was once signed cannot be taken back unseen."""
