"""Categories and tags: what people sort downloads by."""
