"""Photographs, signatures, uploads, receipt, bundle and verifier."""
