"""What the dialect answers, by method."""
