"""A demonstration: an organisation whose visits are dated today, and a phone without a browser."""
