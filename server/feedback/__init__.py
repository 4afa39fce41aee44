"""The customer's page of a visit, and what customers answer there."""
