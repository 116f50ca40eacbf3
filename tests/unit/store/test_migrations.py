"""The migrations make what the tables say, from nothing and again."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from app.store.database import open_database, reading
from app.store.migrations import upgrade
from app.store.tables import metadata


def test_migrations_and_tables_agree(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'a.db'}")
    upgrade(engine)
    with reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_indexes_of_the_migrations_have_the_conditions_of_the_tables(tmp_path: Path) -> None:
    migrated, made = (open_database(f"sqlite:///{tmp_path / name}") for name in ("a.db", "b.db"))
    upgrade(migrated)
    metadata.create_all(made)
    shapes = []
    for engine in (migrated, made):
        with reading(engine) as connection:
            rows = connection.exec_driver_sql(
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql NOT NULL"
            )
            shapes.append({name: " ".join(sql.split()) for name, sql in rows})
    assert shapes[0] == shapes[1]
    assert any("WHERE" in sql for sql in shapes[0].values())


def test_upgrading_twice_changes_nothing(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'a.db'}")
    upgrade(engine)
    tables = sorted(inspect(engine).get_table_names())
    upgrade(engine)
    assert sorted(inspect(engine).get_table_names()) == tables
    assert {"activity", "case_state", "job"} <= set(tables)
