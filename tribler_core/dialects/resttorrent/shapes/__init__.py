"""What is shown: a schema and its presenter, side by side."""
