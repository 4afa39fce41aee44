"""The standards as administrators read them in the console."""
