"""Parameters, however they come."""
