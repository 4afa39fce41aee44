"""What the office sees and does of complaints."""
