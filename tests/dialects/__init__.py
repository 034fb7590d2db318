"""One folder a dialect: its words, on the wire."""
