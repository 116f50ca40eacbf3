"""What a step writes lies with its case, so that it touches few pages: other primary keys, fewer indexes.

On SQLite a table can be the tree of its primary key (WITHOUT ROWID), but only from the beginning, so there the tables
are made anew with what they hold. Elsewhere the keys are changed.
"""

from collections.abc import Callable, Sequence

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KEYS = {
    "operation": ["time", "id"],
    "activity": ["root_id", "id"],
    "variable": ["root_id", "scope", "name"],
    "job": ["id"],
}
_GONE = {
    "ix_operation_time",
    "ix_variable_root_id",
    "ix_variable_instance_id",
    "ix_activity_root_id_audience_id",
    "ix_activity_instance_id_audience_id",
    "ix_activity_open_task_assignee",
    "ix_job_instance_id",
}
_TAKEN = sa.text("ended IS NULL AND priority IS NOT NULL AND assignee IS NOT NULL")


def upgrade() -> None:
    """Drafts refer to activities, so they step aside meanwhile."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    lay = _make_anew if sqlite else _change_key
    give_back = _take_drafts() if sqlite else _free_drafts()
    for table, key in _KEYS.items():
        lay(table, key)
    op.create_index(
        "ix_activity_taken_task_assignee", "activity", ["assignee"], sqlite_where=_TAKEN, postgresql_where=_TAKEN
    )
    give_back()


def _make_anew(name: str, key: Sequence[str]) -> None:
    old = sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())
    op.create_table(
        f"{name}_new",
        *(sa.Column(column.name, column.type, nullable=column.nullable) for column in old.columns),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
        *(
            sa.ForeignKeyConstraint(
                each.column_keys,
                [element.target_fullname for element in each.elements],
                name=op.f(str(each.name)),
                ondelete=each.ondelete,
            )
            for each in old.foreign_key_constraints
        ),
        *_unique(name),
        sqlite_with_rowid=False,
    )
    names = [column.name for column in old.columns]
    new = sa.table(f"{name}_new", *(sa.column(each) for each in names))
    op.execute(sa.insert(new).from_select(names, sa.select(old)))
    op.drop_table(name)
    op.rename_table(f"{name}_new", name)
    for index in sorted(old.indexes, key=lambda index: str(index.name)):
        if index.name not in _GONE:
            where = index.dialect_options["sqlite"]["where"]
            op.create_index(index.name, name, [column.name for column in index.columns], sqlite_where=where)


def _unique(name: str) -> list[sa.UniqueConstraint]:
    return [sa.UniqueConstraint("id", name=op.f(f"uq_{name}_id"))] if name == "activity" else []


def _change_key(name: str, key: Sequence[str]) -> None:
    for index in sa.inspect(op.get_bind()).get_indexes(name):
        if index["name"] in _GONE:
            op.drop_index(index["name"], name)
    op.drop_constraint(op.f(f"pk_{name}"), name, type_="primary")
    op.create_primary_key(op.f(f"pk_{name}"), name, list(key))
    if _unique(name):
        op.create_unique_constraint(op.f(f"uq_{name}_id"), name, ["id"])


def _take_drafts() -> Callable[[], None]:
    """Dropping a table deletes its rows first, and with an activity its drafts would go."""
    op.execute("CREATE TEMPORARY TABLE kept_draft AS SELECT * FROM draft")
    op.execute("DELETE FROM draft")

    def give_back() -> None:
        op.execute("INSERT INTO draft SELECT * FROM kept_draft")
        op.execute("DROP TABLE kept_draft")

    return give_back


def _free_drafts() -> Callable[[], None]:
    """They refer to the key that goes, and then to the new one."""
    name = op.f("fk_draft_activity_id")
    op.drop_constraint(name, "draft", type_="foreignkey")
    return lambda: op.create_foreign_key(name, "draft", "activity", ["activity_id"], ["id"], ondelete="CASCADE")
