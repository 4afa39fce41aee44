"""The page shell, the assets, and how errors look: imported by app.py alone."""
