"""Cases: instances, activities, variables, jobs, messages and the log."""

import sqlalchemy as sa
from alembic import op

from app.store.types import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _audience()
    _message()
    _operation()
    _audience_member()
    _instance()
    _activity()
    _case_state()
    _incident()
    _job()
    _subscription()
    _variable()
    _draft()


def _audience() -> None:
    op.create_table(
        "audience",
        sa.Column("id", sa.String(length=32), nullable=False, comment="hash of the members"),
        sa.Column("groups", sa.Text(), nullable=False, comment="JSON list"),
        sa.Column("users", sa.Text(), nullable=False, comment="JSON list"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audience")),
    )


def _message() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("business_key", sa.String(length=255), nullable=True),
        sa.Column(
            "content",
            sa.Text(),
            nullable=False,
            comment="correlation keys and payload, as the delivery job carries them",
        ),
        sa.Column("created", Moment(), nullable=False),
        sa.Column("expires", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    with op.batch_alter_table("message") as batch_op:
        batch_op.create_index(batch_op.f("ix_message_expires"), ["expires"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_name"), ["name"], unique=False)


def _operation() -> None:
    op.create_table(
        "operation",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("time", Moment(), nullable=False),
        sa.Column("actor_kind", sa.String(length=8), nullable=False),
        sa.Column("actor_id", sa.String(length=255), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("entity_id", sa.String(length=255), nullable=False),
        sa.Column("root_id", sa.String(length=64), nullable=True, comment="not bound to the case: the log outlives it"),
        sa.Column("instance_id", sa.String(length=64), nullable=True),
        sa.Column("element", sa.String(length=255), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation")),
    )
    with op.batch_alter_table("operation") as batch_op:
        batch_op.create_index(batch_op.f("ix_operation_root_id"), ["root_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_operation_time"), ["time"], unique=False)


def _audience_member() -> None:
    op.create_table(
        "audience_member",
        sa.Column("audience_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=5), nullable=False, comment="group or user"),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["audience_id"], ["audience.id"], name=op.f("fk_audience_member_audience_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("audience_id", "kind", "name", name=op.f("pk_audience_member")),
    )
    with op.batch_alter_table("audience_member") as batch_op:
        batch_op.create_index("ix_audience_member_name", ["kind", "name"], unique=False)


def _instance() -> None:
    op.create_table(
        "instance",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("root_id", sa.String(length=64), nullable=False),
        sa.Column("super_id", sa.String(length=64), nullable=True),
        sa.Column("definition_id", sa.String(length=64), nullable=False),
        sa.Column("business_key", sa.String(length=255), nullable=True),
        sa.Column("started", Moment(), nullable=False),
        sa.Column("ended", Moment(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True, comment="completed or cancelled"),
        sa.Column("started_by", sa.String(length=255), nullable=True),
        sa.Column("start_element", sa.String(length=255), nullable=True),
        sa.Column("call_element", sa.String(length=255), nullable=True),
        sa.Column("delete_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["definition_id"], ["process_definition.id"], name=op.f("fk_instance_definition_id")),
        sa.ForeignKeyConstraint(["root_id"], ["instance.id"], name=op.f("fk_instance_root_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["super_id"], ["instance.id"], name=op.f("fk_instance_super_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instance")),
    )
    with op.batch_alter_table("instance") as batch_op:
        batch_op.create_index(batch_op.f("ix_instance_business_key"), ["business_key"], unique=False)
        batch_op.create_index("ix_instance_definition_id_ended", ["definition_id", "ended"], unique=False)
        batch_op.create_index("ix_instance_root_id", ["root_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_instance_started"), ["started"], unique=False)
        batch_op.create_index(batch_op.f("ix_instance_super_id"), ["super_id"], unique=False)


def _activity() -> None:
    op.create_table(
        "activity",
        sa.Column("id", sa.String(length=64), nullable=False, comment="the token where it waits"),
        sa.Column("root_id", sa.String(length=64), nullable=False),
        sa.Column("instance_id", sa.String(length=64), nullable=False),
        sa.Column("parent_id", sa.String(length=64), nullable=False),
        sa.Column("element", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("via", sa.String(length=255), nullable=True),
        sa.Column("called_id", sa.String(length=64), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False, comment="orders what happened in a case"),
        sa.Column("started", Moment(), nullable=False),
        sa.Column("ended", Moment(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True, comment="completed or cancelled"),
        sa.Column("performer", sa.String(length=255), nullable=True),
        sa.Column("assignee", sa.String(length=255), nullable=True),
        sa.Column("audience_id", sa.String(length=32), nullable=True),
        sa.Column("due", Moment(), nullable=True),
        sa.Column("follow_up", Moment(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=True, comment="of what people do, else NULL"),
        sa.Column("form", sa.Text(), nullable=True, comment="key, binding and version as JSON list"),
        sa.Column("form_key", sa.String(length=255), nullable=True),
        sa.ForeignKeyConstraint(["audience_id"], ["audience.id"], name=op.f("fk_activity_audience_id")),
        sa.ForeignKeyConstraint(["root_id"], ["instance.id"], name=op.f("fk_activity_root_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    with op.batch_alter_table("activity") as batch_op:
        batch_op.create_index("ix_activity_instance_id_audience_id", ["instance_id", "audience_id"], unique=False)
        batch_op.create_index(
            "ix_activity_open_task_assignee",
            ["assignee"],
            unique=False,
            sqlite_where=sa.text("ended IS NULL AND priority IS NOT NULL"),
            postgresql_where=sa.text("ended IS NULL AND priority IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_activity_open_task_due",
            ["audience_id", "due", "started", "id"],
            unique=False,
            sqlite_where=sa.text("ended IS NULL AND priority IS NOT NULL"),
            postgresql_where=sa.text("ended IS NULL AND priority IS NOT NULL"),
        )
        batch_op.create_index("ix_activity_root_id_audience_id", ["root_id", "audience_id"], unique=False)


def _case_state() -> None:
    op.create_table(
        "case_state",
        sa.Column("root_id", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "waiting", sa.Text(), nullable=False, comment="a letter for the kind and the token, for each that waits"
        ),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["root_id"], ["instance.id"], name=op.f("fk_case_state_root_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("root_id", name=op.f("pk_case_state")),
    )


def _incident() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("root_id", sa.String(length=64), nullable=True),
        sa.Column("instance_id", sa.String(length=64), nullable=True),
        sa.Column("definition_id", sa.String(length=64), nullable=True),
        sa.Column("element", sa.String(length=255), nullable=True),
        sa.Column("job_id", sa.String(length=64), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("annotation", sa.Text(), nullable=True),
        sa.Column("created", Moment(), nullable=False),
        sa.Column("ended", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["root_id"], ["instance.id"], name=op.f("fk_incident_root_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    with op.batch_alter_table("incident") as batch_op:
        batch_op.create_index(batch_op.f("ix_incident_instance_id"), ["instance_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incident_job_id"), ["job_id"], unique=False)
        batch_op.create_index(
            "ix_incident_open",
            ["created"],
            unique=False,
            sqlite_where=sa.text("ended IS NULL"),
            postgresql_where=sa.text("ended IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_incident_root_id"), ["root_id"], unique=False)


def _job() -> None:
    op.create_table(
        "job",
        sa.Column(
            "id",
            sa.String(length=64),
            nullable=False,
            comment="the token of what waits, else its own; the idempotency key",
        ),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column(
            "topic", sa.String(length=255), nullable=False, comment="of a service task; internal kinds are :kind"
        ),
        sa.Column("root_id", sa.String(length=64), nullable=True),
        sa.Column("instance_id", sa.String(length=64), nullable=True),
        sa.Column("definition_id", sa.String(length=64), nullable=True),
        sa.Column("element", sa.String(length=255), nullable=True),
        sa.Column("due", Moment(), nullable=True),
        sa.Column("owner", sa.String(length=255), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("retries", sa.Integer(), nullable=False, comment="tries left"),
        sa.Column("schedule", sa.String(length=255), nullable=True, comment="the diagram's failedJobRetryTimeCycle"),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("created", Moment(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("error_details", sa.Text(), nullable=True),
        sa.Column("incident_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["definition_id"], ["process_definition.id"], name=op.f("fk_job_definition_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["root_id"], ["instance.id"], name=op.f("fk_job_root_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job") as batch_op:
        batch_op.create_index(batch_op.f("ix_job_instance_id"), ["instance_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_root_id"), ["root_id"], unique=False)
        batch_op.create_index("ix_job_topic_due", ["topic", "due", "id"], unique=False)


def _subscription() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", sa.String(length=64), nullable=False, comment="the token"),
        sa.Column("kind", sa.String(length=16), nullable=False, comment="message, signal, condition or receive"),
        sa.Column("event", sa.String(length=255), nullable=False),
        sa.Column("root_id", sa.String(length=64), nullable=False),
        sa.Column("instance_id", sa.String(length=64), nullable=False),
        sa.Column("element", sa.String(length=255), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("host", sa.String(length=64), nullable=True),
        sa.Column("created", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["root_id"], ["instance.id"], name=op.f("fk_subscription_root_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
    )
    with op.batch_alter_table("subscription") as batch_op:
        batch_op.create_index("ix_subscription_event", ["kind", "event"], unique=False)
        batch_op.create_index(batch_op.f("ix_subscription_instance_id"), ["instance_id"], unique=False)
        batch_op.create_index("ix_subscription_root_id", ["root_id"], unique=False)


def _variable() -> None:
    op.create_table(
        "variable",
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("root_id", sa.String(length=64), nullable=False),
        sa.Column("instance_id", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=8), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created", Moment(), nullable=False),
        sa.Column("changed", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["root_id"], ["instance.id"], name=op.f("fk_variable_root_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("scope", "name", name=op.f("pk_variable")),
    )
    with op.batch_alter_table("variable") as batch_op:
        batch_op.create_index(batch_op.f("ix_variable_instance_id"), ["instance_id"], unique=False)
        batch_op.create_index("ix_variable_name_text", ["name", "text"], unique=False)
        batch_op.create_index("ix_variable_root_id", ["root_id"], unique=False)


def _draft() -> None:
    op.create_table(
        "draft",
        sa.Column("activity_id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=255), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("saved", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_draft_activity_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("activity_id", "user_id", name=op.f("pk_draft")),
    )
