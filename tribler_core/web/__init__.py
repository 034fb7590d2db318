"""The HTTP toolkit that all dialects share: serving, access, documents, bodies, rows, streams."""
