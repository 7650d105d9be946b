"""What Alembic runs for every command: the connection that `wiring.migrate` hands over, and our metadata."""

from alembic import context

from migrations.compare import options

connection = context.config.attributes["connection"]
context.configure(connection=connection, render_as_batch=connection.dialect.name == "sqlite", **options())
context.run_migrations()
