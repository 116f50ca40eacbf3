"""All tables. Ids are UUID text; what belongs to a case carries `root_id` and goes with it. See docs/databas.md.

What a step writes lies with its case: `root_id` begins the primary key of those tables, and on SQLite the table is that
key's tree (WITHOUT ROWID). So a step touches few pages, and each page costs at the commit.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from app.store.columns import ID as _ID
from app.store.columns import NAME as _NAME
from app.store.columns import case_id as _case_id
from app.store.columns import metadata as metadata
from app.store.outside import notice as notice
from app.store.outside import receipt as receipt
from app.store.outside import webhook as webhook
from app.store.types import Moment

deployment = Table(
    "deployment",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("name", _NAME, nullable=False),
    Column("source", _NAME, nullable=False),
    Column("tenant", _NAME),
    Column("deployed", Moment, nullable=False),
    Column("deployed_by", _NAME, nullable=False),
)

resource = Table(
    "resource",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("deployment_id", _ID, ForeignKey("deployment.id", ondelete="CASCADE"), nullable=False),
    Column("name", _NAME, nullable=False, index=True),
    Column("form_key", _NAME, index=True, comment="of a form: its id"),
    Column("hash", String(64), nullable=False),
    Column("data", LargeBinary, nullable=False),
    UniqueConstraint("deployment_id", "name"),
)

process_definition = Table(
    "process_definition",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("key", _NAME, nullable=False),
    Column("version", Integer, nullable=False),
    Column("version_tag", _NAME),
    Column("deployment_id", _ID, ForeignKey("deployment.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("resource_id", _ID, ForeignKey("resource.id", ondelete="CASCADE"), nullable=False),
    Column("name", _NAME, nullable=False),
    Column("documentation", Text, nullable=False),
    Column("executable", Boolean, nullable=False),
    Column("latest", Boolean, nullable=False),
    UniqueConstraint("key", "version"),
    Index(
        "uq_process_definition_latest",
        "key",
        unique=True,
        sqlite_where=text("latest"),
        postgresql_where=text("latest"),
    ),
)

definition_group = Table(
    "definition_group",
    metadata,
    Column("definition_id", _ID, ForeignKey("process_definition.id", ondelete="CASCADE"), primary_key=True),
    Column("role", String(8), primary_key=True, comment="member or starter"),
    Column("name", _NAME, primary_key=True),
    Index("ix_definition_group_name", "name", "role"),
)

# Message and signal starts, and the forms of none starts, of the latest versions only.
start_subscription = Table(
    "start_subscription",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("kind", String(8), nullable=False, comment="message or signal"),
    Column("event", _NAME, nullable=False),
    Column("definition_id", _ID, ForeignKey("process_definition.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("key", _NAME, nullable=False, index=True),
    Column("element", _NAME, nullable=False),
    Index("ix_start_subscription_event", "kind", "event"),
    Index(
        "uq_start_subscription_message",
        "event",
        unique=True,
        sqlite_where=text("kind = 'message'"),
        postgresql_where=text("kind = 'message'"),
    ),
)

instance = Table(
    "instance",
    metadata,
    Column("id", _ID, primary_key=True),
    _case_id(),
    Column("super_id", _ID, ForeignKey("instance.id", ondelete="CASCADE"), index=True),
    Column("definition_id", _ID, ForeignKey("process_definition.id"), nullable=False),
    Column("business_key", _NAME, index=True),
    Column("started", Moment, nullable=False, index=True),
    Column("ended", Moment),
    Column("outcome", String(16), comment="completed or cancelled"),
    Column("started_by", _NAME),
    Column("start_element", _NAME),
    Column("call_element", _NAME),
    Column("delete_reason", Text),
    Index("ix_instance_definition_id_ended", "definition_id", "ended"),
    Index("ix_instance_root_id", "root_id"),
)

# The state of a running case, and its lock: whoever writes it must have read this revision.
case_state = Table(
    "case_state",
    metadata,
    Column("root_id", _ID, ForeignKey("instance.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("waiting", Text, nullable=False, comment="a letter for the kind and the token, for each that waits"),
    Column("state", LargeBinary, nullable=False),
)

# Sets of candidate groups and users, each kept once: a task refers to one, and a list asks for the few that one is in.
audience = Table(
    "audience",
    metadata,
    Column("id", String(32), primary_key=True, comment="hash of the members"),
    Column("groups", Text, nullable=False, comment="JSON list"),
    Column("users", Text, nullable=False, comment="JSON list"),
)

audience_member = Table(
    "audience_member",
    metadata,
    Column("audience_id", String(32), ForeignKey("audience.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(5), primary_key=True, comment="group or user"),
    Column("name", _NAME, primary_key=True),
    Index("ix_audience_member_name", "kind", "name"),
)

_OPEN_TASK = text("ended IS NULL AND priority IS NOT NULL")
_TAKEN_TASK = text("ended IS NULL AND priority IS NOT NULL AND assignee IS NOT NULL")

# One visit to an element, open or ended. What people do (user and manual tasks) has a priority.
activity = Table(
    "activity",
    metadata,
    Column("id", _ID, nullable=False, unique=True, comment="the token where it waits"),
    _case_id(),
    Column("instance_id", _ID, nullable=False),
    Column("parent_id", _ID, nullable=False),
    Column("element", _NAME, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("name", Text, nullable=False),
    Column("via", _NAME),
    Column("called_id", _ID),
    Column("position", BigInteger, nullable=False, comment="orders what happened in a case"),
    Column("started", Moment, nullable=False),
    Column("ended", Moment),
    Column("outcome", String(16), comment="completed or cancelled"),
    Column("performer", _NAME),
    Column("assignee", _NAME),
    Column("audience_id", String(32), ForeignKey("audience.id")),
    Column("due", Moment),
    Column("follow_up", Moment),
    Column("priority", Integer, comment="of what people do, else NULL"),
    Column("form", Text, comment="key, binding and version as JSON list"),
    Column("form_key", _NAME),
    PrimaryKeyConstraint("root_id", "id"),
    Index(
        "ix_activity_open_task_due",
        "audience_id",
        "due",
        "started",
        "id",
        sqlite_where=_OPEN_TASK,
        postgresql_where=_OPEN_TASK,
    ),
    Index("ix_activity_taken_task_assignee", "assignee", sqlite_where=_TAKEN_TASK, postgresql_where=_TAKEN_TASK),
    sqlite_with_rowid=False,
)

subscription = Table(
    "subscription",
    metadata,
    Column("id", _ID, primary_key=True, comment="the token"),
    Column("kind", String(16), nullable=False, comment="message, signal, condition or receive"),
    Column("event", _NAME, nullable=False),
    _case_id(),
    Column("instance_id", _ID, nullable=False, index=True),
    Column("element", _NAME, nullable=False),
    Column("name", Text, nullable=False),
    Column("scope", _ID, nullable=False),
    Column("host", _ID),
    Column("created", Moment, nullable=False),
    Index("ix_subscription_event", "kind", "event"),
    Index("ix_subscription_root_id", "root_id"),
)

# The last value of each variable, also after the end. `text` is for comparing in SQL, `value` is the value.
variable = Table(
    "variable",
    metadata,
    Column("scope", _ID, nullable=False),
    Column("name", _NAME, nullable=False),
    _case_id(),
    Column("instance_id", _ID, nullable=False),
    Column("type", String(8), nullable=False),
    Column("text", String(200)),
    Column("value", Text),
    Column("revision", Integer, nullable=False),
    Column("created", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    PrimaryKeyConstraint("root_id", "scope", "name"),
    Index("ix_variable_name_text", "name", "text"),
    sqlite_with_rowid=False,
)

# Leases: claiming sets due to the lease's end, and fence one higher. due NULL: tries are spent, an incident stands.
job = Table(
    "job",
    metadata,
    Column("id", _ID, primary_key=True, comment="the token of what waits, else its own; the idempotency key"),
    Column("kind", String(16), nullable=False),
    Column("topic", _NAME, nullable=False, comment="of a service task; internal kinds are :kind"),
    Column("root_id", _ID, ForeignKey("instance.id", ondelete="CASCADE"), index=True),
    Column("instance_id", _ID),
    Column("definition_id", _ID, ForeignKey("process_definition.id", ondelete="CASCADE")),
    Column("element", _NAME),
    Column("due", Moment),
    Column("owner", _NAME),
    Column("fence", Integer, nullable=False),
    Column("retries", Integer, nullable=False, comment="tries left"),
    Column("schedule", _NAME, comment="the diagram's failedJobRetryTimeCycle"),
    Column("priority", Integer, nullable=False),
    Column("created", Moment, nullable=False),
    Column("payload", Text),
    Column("error", Text),
    Column("error_details", Text),
    Column("incident_id", _ID),
    Index("ix_job_topic_due", "topic", "due", "id"),
    sqlite_with_rowid=False,
)

incident = Table(
    "incident",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("root_id", _ID, ForeignKey("instance.id", ondelete="CASCADE"), index=True),
    Column("instance_id", _ID, index=True),
    Column("definition_id", _ID),
    Column("element", _NAME),
    Column("job_id", _ID, index=True),
    Column("message", Text, nullable=False),
    Column("annotation", Text),
    Column("created", Moment, nullable=False),
    Column("ended", Moment),
    Index(
        "ix_incident_open",
        "created",
        sqlite_where=text("ended IS NULL"),
        postgresql_where=text("ended IS NULL"),
    ),
)

# Messages that came or were thrown when nobody waited for them.
message = Table(
    "message",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("name", _NAME, nullable=False),
    Column("found_by", Text, nullable=False, comment="business key or a correlation key that a receiver must have"),
    Column("content", Text, nullable=False, comment="correlation keys and payload, as the delivery job carries them"),
    Column("created", Moment, nullable=False),
    Column("expires", Moment, nullable=False, index=True),
    Index("ix_message_name", "name", "found_by"),
)

# Who did what: names, never values.
operation = Table(
    "operation",
    metadata,
    Column("id", _ID, nullable=False),
    Column("time", Moment, nullable=False),
    Column("actor_kind", String(8), nullable=False),
    Column("actor_id", _NAME, nullable=False),
    Column("action", String(40), nullable=False),
    Column("entity", String(40), nullable=False),
    Column("entity_id", _NAME, nullable=False),
    Column("root_id", _ID, index=True, comment="not bound to the case: the log outlives it"),
    Column("instance_id", _ID),
    Column("element", _NAME),
    Column("detail", Text),
    PrimaryKeyConstraint("time", "id"),
    sqlite_with_rowid=False,
)

draft = Table(
    "draft",
    metadata,
    Column("activity_id", _ID, ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", _NAME, primary_key=True),
    Column("content", Text, nullable=False),
    Column("saved", Moment, nullable=False),
)

user = Table(
    "user",
    metadata,
    Column("id", _NAME, primary_key=True),
    Column("name", _NAME, nullable=False),
    Column("email", _NAME),
    Column("password_hash", _NAME, nullable=False),
    Column("enabled", Boolean, nullable=False),
)

user_group = Table(
    "user_group",
    metadata,
    Column("user_id", _NAME, ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
    Column("name", _NAME, primary_key=True, index=True),
)

configuration = Table(
    "configuration",
    metadata,
    Column("key", _NAME, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("content", Text, nullable=False),
    Column("saved", Moment, nullable=False),
    Column("saved_by", _NAME, nullable=False),
)

# Running numbers of business keys: one a pattern and year.
counter = Table(
    "counter",
    metadata,
    Column("name", _NAME, primary_key=True),
    Column("value", Integer, nullable=False),
)
