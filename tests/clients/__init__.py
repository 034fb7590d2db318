"""Programs of others that judge us, and how they are talked to."""
