"""What is answered: one file a resource, the shape and its presenter side by side."""
