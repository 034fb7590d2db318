"""Who may come in, and which pages may not."""
