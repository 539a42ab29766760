"""Alembic's entry: migrates the database of KAIGO_DATABASE_URL, or the connection it is handed."""

from alembic import context
from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url

from models import rows  # noqa: F401  (makes all tables known)
from models.row import METADATA
from models.settings import load_settings


def migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


handed: Connection | None = context.config.attributes.get("connection")
if handed is not None:
    migrate(handed)
else:
    url = make_url(load_settings().database_url)
    with create_engine(
        url.set(drivername="sqlite" if url.get_backend_name() == "sqlite" else url.drivername)
    ).begin() as own:
        migrate(own)
