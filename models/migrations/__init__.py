"""migrations/: the way from one revision of the tables to the next, run by Alembic; the newest is what models/ says."""
