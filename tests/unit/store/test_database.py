"""Connections, transactions, ids and moments."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlalchemy.pool import QueuePool

from app.store.counters import next_number
from app.store.database import open_database, reading, writing
from app.store.ids import new_id
from app.store.migrations import upgrade
from app.store.tables import audience_member, configuration, counter


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """A database with all tables."""
    made = open_database(f"sqlite:///{tmp_path / 'a.db'}")
    upgrade(made)
    return made


def test_sqlite_is_durable_and_keeps_references(engine: Engine) -> None:
    with reading(engine) as connection:
        for pragma, value in (
            ("journal_mode", "wal"),
            ("synchronous", 2),
            ("foreign_keys", 1),
            ("busy_timeout", 10_000),
        ):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(insert(audience_member).values(audience_id="borta", kind="group", name="x"))


def test_an_exception_takes_everything_back(engine: Engine) -> None:
    def fail() -> None:
        with writing(engine) as connection:
            next_number(connection, "a")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with reading(engine) as connection:
        assert connection.execute(select(counter)).all() == []


def test_a_reader_sees_one_moment_while_another_writes(engine: Engine) -> None:
    with reading(engine) as before:
        assert before.execute(select(counter)).all() == []
        with writing(engine) as connection:
            next_number(connection, "a")
        assert before.execute(select(counter)).all() == []
    with reading(engine) as after:
        assert len(after.execute(select(counter)).all()) == 1


def test_threads_number_without_gaps_or_doubles(engine: Engine) -> None:
    def number(_: int) -> int:
        with writing(engine) as connection:
            return next_number(connection, "a")

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(number, range(40))) == list(range(1, 41))


def test_two_engines_on_one_file_wait_for_each_other(tmp_path: Path, engine: Engine) -> None:
    other = open_database(f"sqlite:///{tmp_path / 'a.db'}")
    inside, done = threading.Event(), threading.Event()

    def slowly() -> None:
        with writing(other) as connection:
            next_number(connection, "a")
            inside.set()
            done.wait(0.2)

    thread = threading.Thread(target=slowly)
    thread.start()
    inside.wait()
    with writing(engine) as connection:
        assert next_number(connection, "a") == 2
    thread.join()


def test_moments_are_kept_in_utc_to_the_microsecond(engine: Engine) -> None:
    moment = datetime(2026, 7, 1, 12, 0, 0, 1, tzinfo=timezone(timedelta(hours=2)))
    row = {"key": "k", "version": 1, "content": "", "saved_by": "x"}
    with writing(engine) as connection:
        connection.execute(insert(configuration).values(**row, saved=moment))
    with reading(engine) as connection:
        found = connection.execute(select(configuration.c.saved)).scalar_one()
    assert (found, found.tzinfo) == (moment, UTC)
    naive = datetime(2026, 7, 1)  # noqa: DTZ001 - what must be refused
    with pytest.raises(StatementError, match="time zone"), writing(engine) as connection:
        connection.execute(insert(configuration).values(**row, saved=naive))


def test_ids_grow_and_never_repeat_also_between_threads() -> None:
    ids = [new_id() for _ in range(10_000)]
    assert ids == sorted(set(ids))
    with ThreadPoolExecutor(8) as pool:
        several = [id for part in pool.map(lambda _: [new_id() for _ in range(2_000)], range(8)) for id in part]
    assert len(set(several)) == len(several)


def test_an_errors_text_holds_no_values(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'x.db'}")
    with engine.connect() as connection, pytest.raises(OperationalError) as error:
        connection.execute(text("select :secret from nowhere"), {"secret": "19121212-1212"})
    assert "19121212" not in str(error.value)
    engine.dispose()


def test_all_writing_is_done_on_one_connection_that_is_not_lent(engine: Engine) -> None:
    assert isinstance(engine.pool, QueuePool)
    with writing(engine) as first:
        next_number(first, "a")
    with reading(engine) as reader, writing(engine) as second:
        assert second is first
        assert reader is not first
    assert engine.pool.checkedout() == 0


def test_a_database_that_was_closed_opens_again(engine: Engine) -> None:
    with writing(engine) as connection:
        next_number(connection, "a")
    engine.dispose()
    with writing(engine) as connection:
        assert next_number(connection, "a") == 2


def test_what_failed_leaves_the_writer_free_for_the_next(engine: Engine) -> None:
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(insert(audience_member).values(audience_id="borta", kind="group", name="x"))
    with writing(engine) as connection:
        assert next_number(connection, "a") == 1


def test_whoever_listens_hears_the_prepared_statements_too(engine: Engine) -> None:
    heard: list[str] = []

    def listener(connection: object, cursor: object, statement: str, *rest: object) -> None:
        heard.append(statement)

    event.listen(engine, "before_cursor_execute", listener)
    with writing(engine) as connection:
        next_number(connection, "a")
    event.remove(engine, "before_cursor_execute", listener)
    assert [statement.split()[0] for statement in heard] == ["INSERT", "SELECT"]
    with writing(engine) as connection:
        assert next_number(connection, "a") == 2
    assert len(heard) == 2
