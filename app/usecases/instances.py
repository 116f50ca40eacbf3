"""Process instances: start, find, look at, cancel. A case is a root instance with all that it called."""

from dataclasses import dataclass, field
from datetime import datetime

from app.usecases.context import Context
from app.usecases.queries import Page, VariableFilter
from app.values import Variables


@dataclass(frozen=True, slots=True)
class StartInstance:
    """What to start: `definition_id`, or `key` (its latest version).

    element: a start event to begin at; message: begin at the message start with this name; neither: the plain start.
    business_key: None lets the process number the case itself, where its property `businessKey` says how.
    unique: refuse when an open root instance of this process has the business key.
    """

    key: str | None = None
    definition_id: str | None = None
    variables: Variables = field(default_factory=dict)
    business_key: str | None = None
    element: str | None = None
    message: str | None = None
    unique: bool = False


@dataclass(frozen=True, slots=True)
class InstanceView:
    """A process instance, running or ended. outcome: "completed" or "cancelled" when ended."""

    id: str
    root_id: str
    super_id: str | None
    definition_id: str
    definition_key: str
    definition_name: str
    definition_version: int
    business_key: str | None
    started: datetime
    ended: datetime | None
    outcome: str | None
    started_by: str | None
    start_element: str | None = None
    call_element: str | None = None
    delete_reason: str | None = None

    @property
    def duration_ms(self) -> int | None:
        """Milliseconds from start to end, None while it runs."""
        return None if self.ended is None else round((self.ended - self.started).total_seconds() * 1000)


@dataclass(frozen=True, slots=True)
class InstanceQuery:
    """Filters; None does not filter. Sorts: instanceId, definitionKey, definitionId, businessKey, startTime, endTime.

    text: part of the business key (search). active/finished: open or ended ones only. root: root instances only.
    """

    ids: tuple[str, ...] | None = None
    business_key: str | None = None
    business_key_like: str | None = None
    text: str | None = None
    definition_id: str | None = None
    definition_ids: tuple[str, ...] | None = None
    definition_key: str | None = None
    definition_keys: tuple[str, ...] | None = None
    super_id: str | None = None
    root_id: str | None = None
    root: bool = False
    active: bool = False
    finished: bool = False
    with_incident: bool = False
    activity: str | None = None
    started_by: str | None = None
    started_before: datetime | None = None
    started_after: datetime | None = None
    finished_before: datetime | None = None
    finished_after: datetime | None = None
    variables: tuple[VariableFilter, ...] = ()
    page: Page = field(default_factory=Page)


@dataclass(frozen=True, slots=True)
class WaitingView:
    """One thing that an instance waits for. kind: values of engine.Wait; event: message or signal name.

    assignee and groups of user tasks; due of timers and tasks; topic of external tasks; failed: an incident stands
    here.
    """

    token: str
    kind: str
    instance_id: str
    element: str
    name: str
    since: datetime
    event: str = ""
    due: datetime | None = None
    topic: str | None = None
    assignee: str | None = None
    groups: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    failed: bool = False


def start_instance(context: Context, command: StartInstance) -> InstanceView:
    """Start an instance and run it to its first waits.

    Raises:
        NotFoundError: no such definition.  NotStartableError: not executable, or no such way in, or the business key is
        taken and `unique` was asked for.  ForbiddenError.  ExpressionError, ElementError: the run failed; nothing
        saved.
    """
    raise NotImplementedError


def list_instances(context: Context, query: InstanceQuery) -> tuple[InstanceView, ...]:
    """Instances that the actor may see, running and ended unless filtered."""
    raise NotImplementedError


def count_instances(context: Context, query: InstanceQuery) -> int:
    """How many match."""
    raise NotImplementedError


def get_instance(context: Context, instance_id: str) -> InstanceView:
    """One instance, running or ended. Raises NotFoundError, also for one that the actor may not see."""
    raise NotImplementedError


def read_case(context: Context, instance_id: str) -> tuple[InstanceView, ...]:
    """The case of an instance: its root first, then what it called, then other roots with the same business key.

    Only what the actor may see; the reading is written to the log. Raises NotFoundError.
    """
    raise NotImplementedError


def waiting(context: Context, instance_id: str) -> tuple[WaitingView, ...]:
    """What an instance and all that it called wait for. Empty for an ended one. Raises NotFoundError."""
    raise NotImplementedError


def cancel_instance(context: Context, instance_id: str, reason: str = "") -> None:
    """End a case without running anything more. A called instance cancels its whole case.

    Raises: NotFoundError, InstanceEndedError, ForbiddenError.
    """
    raise NotImplementedError


def signal_waiting(context: Context, execution_id: str, variables: Variables) -> None:
    """Let a receive or manual task go on ("signal" in Camunda): its token, or an instance where only one waits.

    Raises: NotFoundError, StaleTriggerError.
    """
    raise NotImplementedError
