"""Pages of duty in the office's console."""
