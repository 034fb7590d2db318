"""Parts of the dialect: requests."""
