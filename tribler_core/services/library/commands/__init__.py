"""What accounts do: add, control, let go."""
