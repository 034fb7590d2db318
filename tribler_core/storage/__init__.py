"""The catalogue in SQL: what lasts over restarts, in SQLite or PostgreSQL."""
