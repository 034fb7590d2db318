"""Bodies that are content: files and streams, whole or in ranges."""
