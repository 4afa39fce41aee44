"""Tests of the front: errors, headers, pages, logs."""
