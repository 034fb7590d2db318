"""What users ask for: add, change, remove, one at a time or many at once."""
