"""Definitions, people and settings."""

import sqlalchemy as sa
from alembic import op

from app.store.types import Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _configuration()
    _counter()
    _deployment()
    _user()
    _resource()
    _user_group()
    _process_definition()
    _definition_group()
    _start_subscription()


def _configuration() -> None:
    op.create_table(
        "configuration",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("saved", Moment(), nullable=False),
        sa.Column("saved_by", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("key", "version", name=op.f("pk_configuration")),
    )


def _counter() -> None:
    op.create_table(
        "counter",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )


def _deployment() -> None:
    op.create_table(
        "deployment",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("tenant", sa.String(length=255), nullable=True),
        sa.Column("deployed", Moment(), nullable=False),
        sa.Column("deployed_by", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployment")),
    )


def _user() -> None:
    op.create_table(
        "user",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=True),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
    )


def _resource() -> None:
    op.create_table(
        "resource",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("deployment_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("form_key", sa.String(length=255), nullable=True, comment="of a form: its id"),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["deployment.id"], name=op.f("fk_resource_deployment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
        sa.UniqueConstraint("deployment_id", "name", name=op.f("uq_resource_deployment_id_name")),
    )
    with op.batch_alter_table("resource") as batch_op:
        batch_op.create_index(batch_op.f("ix_resource_form_key"), ["form_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_resource_name"), ["name"], unique=False)


def _user_group() -> None:
    op.create_table(
        "user_group",
        sa.Column("user_id", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_group_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "name", name=op.f("pk_user_group")),
    )
    with op.batch_alter_table("user_group") as batch_op:
        batch_op.create_index(batch_op.f("ix_user_group_name"), ["name"], unique=False)


def _process_definition() -> None:
    op.create_table(
        "process_definition",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("version_tag", sa.String(length=255), nullable=True),
        sa.Column("deployment_id", sa.String(length=64), nullable=False),
        sa.Column("resource_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("documentation", sa.Text(), nullable=False),
        sa.Column("executable", sa.Boolean(), nullable=False),
        sa.Column("latest", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["deployment.id"], name=op.f("fk_process_definition_deployment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name=op.f("fk_process_definition_resource_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_definition")),
        sa.UniqueConstraint("key", "version", name=op.f("uq_process_definition_key_version")),
    )
    with op.batch_alter_table("process_definition") as batch_op:
        batch_op.create_index(batch_op.f("ix_process_definition_deployment_id"), ["deployment_id"], unique=False)
        batch_op.create_index(
            "uq_process_definition_latest",
            ["key"],
            unique=True,
            sqlite_where=sa.text("latest"),
            postgresql_where=sa.text("latest"),
        )


def _definition_group() -> None:
    op.create_table(
        "definition_group",
        sa.Column("definition_id", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False, comment="member or starter"),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["definition_id"],
            ["process_definition.id"],
            name=op.f("fk_definition_group_definition_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("definition_id", "role", "name", name=op.f("pk_definition_group")),
    )
    with op.batch_alter_table("definition_group") as batch_op:
        batch_op.create_index("ix_definition_group_name", ["name", "role"], unique=False)


def _start_subscription() -> None:
    op.create_table(
        "start_subscription",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False, comment="message or signal"),
        sa.Column("event", sa.String(length=255), nullable=False),
        sa.Column("definition_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("element", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["definition_id"],
            ["process_definition.id"],
            name=op.f("fk_start_subscription_definition_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_start_subscription")),
    )
    with op.batch_alter_table("start_subscription") as batch_op:
        batch_op.create_index(batch_op.f("ix_start_subscription_definition_id"), ["definition_id"], unique=False)
        batch_op.create_index("ix_start_subscription_event", ["kind", "event"], unique=False)
        batch_op.create_index(batch_op.f("ix_start_subscription_key"), ["key"], unique=False)
        batch_op.create_index(
            "uq_start_subscription_message",
            ["event"],
            unique=True,
            sqlite_where=sa.text("kind = 'message'"),
            postgresql_where=sa.text("kind = 'message'"),
        )
