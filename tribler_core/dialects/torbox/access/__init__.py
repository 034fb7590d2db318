"""Who may come in, how often, and by which path."""
