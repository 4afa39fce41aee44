"""Mutation testing: small faults put into the sources, one after the other, to see which of them no test notices."""
