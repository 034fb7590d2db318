"""Runs migrations on the connection, and in the transaction, of the one who called for them."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    render_as_batch=True,  # SQLite changes a table by replacing it
    transactional_ddl=True,
)
context.run_migrations()
