"""What comes from systems outside and goes to them: receipts for messages, webhooks, and their notices."""

import sqlalchemy as sa
from alembic import op

from app.store.types import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NOT_DEAD = sa.text("dead IS NULL")


def upgrade() -> None:
    """Make the tables; kept messages are found by what a receiver must have."""
    _message()
    _receipt()
    _webhook()
    _notice()


def _message() -> None:
    with op.batch_alter_table("message") as batch_op:
        batch_op.drop_index("ix_message_name")
        batch_op.add_column(sa.Column("found_by", sa.Text(), nullable=False, server_default=""))
        batch_op.drop_column("business_key")
    with op.batch_alter_table("message") as batch_op:
        batch_op.alter_column("found_by", server_default=None, existing_type=sa.Text(), existing_nullable=False)
        batch_op.create_index("ix_message_name", ["name", "found_by"], unique=False)


def _receipt() -> None:
    op.create_table(
        "receipt",
        sa.Column("id", sa.String(length=64), nullable=False, comment="hash of the sender and its id for the message"),
        sa.Column("content", sa.String(length=64), nullable=False, comment="hash of the message"),
        sa.Column("answer", sa.Text(), nullable=False, comment="ids and names of elements, never values"),
        sa.Column("created", Moment(), nullable=False),
        sa.Column("expires", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
    )
    op.create_index(op.f("ix_receipt_expires"), "receipt", ["expires"], unique=False)


def _webhook() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=False),
        sa.Column("types", sa.Text(), nullable=False, comment="JSON list of event types; empty: all"),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("secret", sa.String(length=255), nullable=False),
        sa.Column("old_secret", sa.String(length=255), nullable=True, comment="signs too until old_until"),
        sa.Column("old_until", Moment(), nullable=True),
        sa.Column("created", Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=255), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False, comment="in a row"),
        sa.Column(
            "rests_until", Moment(), nullable=True, comment="nothing is sent before: the receiver could not be reached"
        ),
        sa.Column("last_success", Moment(), nullable=True),
        sa.Column("last_failure", Moment(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column(
            "event_id", sa.String(length=64), nullable=False, comment="the same for all webhooks, and over retries"
        ),
        sa.Column("webhook_id", sa.String(length=64), nullable=False),
        sa.Column(
            "lane",
            sa.String(length=64),
            nullable=False,
            comment="the job that delivers it: one for each webhook and case",
        ),
        sa.Column("root_id", sa.String(length=64), nullable=True),
        sa.Column("type", sa.String(length=255), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created", Moment(), nullable=False, comment="when it was put in line, the first time or again"),
        sa.Column("expires", Moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("dead", Moment(), nullable=True, comment="when the tries were spent"),
        sa.ForeignKeyConstraint(["root_id"], ["instance.id"], name=op.f("fk_notice_root_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_expires"), "notice", ["expires"], unique=False)
    op.create_index(
        "ix_notice_lane", "notice", ["lane", "number"], unique=False, sqlite_where=_NOT_DEAD, postgresql_where=_NOT_DEAD
    )
    op.create_index("ix_notice_webhook_id_dead", "notice", ["webhook_id", "dead"], unique=False)
    op.create_index("ix_notice_root_id", "notice", ["root_id"], unique=False)
