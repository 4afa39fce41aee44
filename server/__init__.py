"""Doorstep's server: one package, by capability outside, by layer inside."""
