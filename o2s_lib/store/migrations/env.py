"""Alembic's entry: always called by `o2s_lib.store.migrating` with a connection whose transaction is already begun."""

from __future__ import annotations

from alembic import context

from o2s_lib.store import tables

config = context.config
connection = config.attributes.get("connection")
if connection is None:
    raise SystemExit("Use « python -m o2s_lib store migrate », or o2s_lib.store.migrating.write_migration(message) to write one.")

context.configure(
    connection=connection,
    target_metadata=tables.metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=False,  # the caller's transaction holds all migrations: all or none
)
context.run_migrations()
