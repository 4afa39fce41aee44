"""Tests of sign-ins, people, devices and the server's keys."""
