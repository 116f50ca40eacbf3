"""The migrations make what the tables say, from nothing and again."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Table, delete, insert, inspect, select

from app.store import tables
from app.store.database import open_database, reading, writing
from app.store.migrations import configured, upgrade
from app.store.tables import metadata

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_CASE = {"root_id": "i", "instance_id": "i"}
# A row in each table that a migration has made anew.
ROWS: dict[Table, dict[str, Any]] = {
    tables.activity: {
        **_CASE,
        **{"id": "a", "parent_id": "i", "element": "e", "kind": "userTask", "name": "E", "position": 1},
        **{"started": NOW, "assignee": "hanna", "priority": 50},
    },
    tables.draft: {"activity_id": "a", "user_id": "hanna", "content": "{}", "saved": NOW},
    tables.variable: {
        **_CASE,
        **{"scope": "i", "name": "v", "type": "Integer", "text": "1", "value": "1", "revision": 1},
        **{"created": NOW, "changed": NOW},
    },
    tables.job: {
        **_CASE,
        **{"id": "j", "kind": "timer", "topic": ":timer", "fence": 0, "retries": 1, "priority": 0, "created": NOW},
    },
    tables.operation: {
        **_CASE,
        **{"id": "o", "time": NOW, "actor_kind": "person", "actor_id": "hanna", "action": "claim"},
        **{"entity": "task", "entity_id": "a"},
    },
}


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


def test_a_table_of_the_migrations_has_the_key_of_the_tables_and_is_laid_out_by_it(tmp_path: Path) -> None:
    migrated, made = (open_database(f"sqlite:///{tmp_path / name}") for name in ("a.db", "b.db"))
    upgrade(migrated)
    metadata.create_all(made)
    layouts = []
    for engine in (migrated, made):
        with reading(engine) as connection:
            rows = connection.exec_driver_sql("SELECT name, wr FROM pragma_table_list WHERE schema = 'main'")
            rowless = {name: bool(wr) for name, wr in rows if name in metadata.tables}
        keys = {name: inspect(engine).get_pk_constraint(name) for name in metadata.tables}
        references = {
            name: sorted(map(str, inspect(engine).get_foreign_keys(name)), key=str) for name in metadata.tables
        }
        layouts.append((rowless, keys, references))
    assert layouts[0] == layouts[1]
    assert layouts[0][0]["activity"]


def test_what_was_there_is_there_after_an_upgrade(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'a.db'}")
    with writing(engine) as connection:
        command.upgrade(configured(connection), "0002")
        connection.execute(insert(tables.deployment).values(id="d", name="d", source="", deployed=NOW, deployed_by="x"))
        connection.execute(insert(tables.resource).values(id="r", deployment_id="d", name="r", hash="", data=b""))
        definition = {"id": "p", "key": "p", "version": 1, "deployment_id": "d", "resource_id": "r", "name": "P"}
        definition |= {"documentation": "", "executable": True, "latest": True}
        connection.execute(insert(tables.process_definition).values(**definition))
        connection.execute(insert(tables.instance).values(id="i", root_id="i", definition_id="p", started=NOW))
        for table, row in ROWS.items():
            connection.execute(insert(table).values(**row))
    upgrade(engine)
    with reading(engine) as connection:
        for table, row in ROWS.items():
            (found,) = connection.execute(select(table)).mappings()
            assert {name: found[name] for name in row} == row
    with writing(engine) as connection:
        connection.execute(delete(tables.instance))
    with reading(engine) as connection:
        left = [table.name for table in ROWS if connection.execute(select(table)).all()]
    assert left == ["operation"]
