"""Alembic's environment: runs the migrations on the connection that `upgrade` hands over, in its transaction."""

from alembic import context

from app.store.tables import metadata


def run() -> None:
    """Run what is asked for."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    context.run_migrations()


run()
