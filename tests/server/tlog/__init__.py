"""The log of the installation."""
