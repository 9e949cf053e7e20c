"""Alembic's entry: runs the steps on the connection that `ledger.store` hands over."""

from alembic import context

from accordingto.ledger.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
