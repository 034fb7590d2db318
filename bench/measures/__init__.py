"""The measurements; each puts its values into the results."""
