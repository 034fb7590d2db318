"""Hidden downloads, introduced to the house."""
