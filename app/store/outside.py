"""Tables of what comes from systems outside and goes to them. See docs/databas.md and docs/webhooks.md."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text, text

from app.store.columns import ID, NAME, case_id, metadata
from app.store.types import Moment

_NOT_DEAD = text("dead IS NULL")

# Answers to messages that came with their sender's id for them: the same message again gets the same answer.
receipt = Table(
    "receipt",
    metadata,
    Column("id", String(64), primary_key=True, comment="hash of the sender and its id for the message"),
    Column("content", String(64), nullable=False, comment="hash of the message"),
    Column("answer", Text, nullable=False, comment="ids and names of elements, never values"),
    Column("created", Moment, nullable=False),
    Column("expires", Moment, nullable=False, index=True),
)

# Receivers outside that want to know what happens.
webhook = Table(
    "webhook",
    metadata,
    Column("id", ID, primary_key=True),
    Column("url", Text, nullable=False),
    Column("description", NAME, nullable=False),
    Column("types", Text, nullable=False, comment="JSON list of event types; empty: all"),
    Column("enabled", Boolean, nullable=False),
    Column("secret", NAME, nullable=False),
    Column("old_secret", NAME, comment="signs too until old_until"),
    Column("old_until", Moment),
    Column("created", Moment, nullable=False),
    Column("created_by", NAME, nullable=False),
    Column("failures", Integer, nullable=False, comment="in a row"),
    Column("rests_until", Moment, comment="nothing is sent before: the receiver could not be reached"),
    Column("last_success", Moment),
    Column("last_failure", Moment),
    Column("last_error", Text),
)

# The outbox: what a webhook is to be told, written with the change that it tells of.
# No foreign key to the webhook: a step must not fail because another process deletes one at the same moment.
notice = Table(
    "notice",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("event_id", ID, nullable=False, comment="the same for all webhooks, and over retries"),
    Column("webhook_id", ID, nullable=False),
    Column("lane", ID, nullable=False, comment="the job that delivers it: one for each webhook and case"),
    case_id(nullable=True),
    Column("type", NAME, nullable=False),
    Column("body", Text, nullable=False),
    Column("created", Moment, nullable=False, comment="when it was put in line, the first time or again"),
    Column("expires", Moment, nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("error", Text),
    Column("dead", Moment, comment="when the tries were spent"),
    Index("ix_notice_lane", "lane", "number", sqlite_where=_NOT_DEAD, postgresql_where=_NOT_DEAD),
    Index("ix_notice_webhook_id_dead", "webhook_id", "dead"),
    Index("ix_notice_root_id", "root_id"),
)
