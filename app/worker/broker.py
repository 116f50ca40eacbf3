"""The broker: queues of hints for Celery's workers. A hint is the id of a job that is due; the truth is the job table.

Nothing rests on the broker: what is lost in it, the sweep finds; a hint of a job that somebody has is dropped.
"""

import logging
from collections.abc import Iterable, Sequence

from celery import Celery

from app.usecases.context import Enqueued
from app.usecases.jobs import JobKind

_logger = logging.getLogger("stegvis.worker")

OWN_QUEUE = "stegvis"
_PATIENCE = 1  # seconds for a connection, and for an answer on it
_REDIS = {
    "ack_emulation": False,  # the lease says who has a job; the broker need not remember it too
    "priority_steps": [0],  # else each queue is four lists
}


def queue_name(enqueued: Enqueued) -> str:
    """The queue of a job's topic, and the name of the Celery task that runs what comes in it.

    All that is the engine's own has one queue.
    """
    return topic_queue(enqueued.topic) if enqueued.kind == JobKind.EXTERNAL_TASK else OWN_QUEUE


def topic_queue(topic: str) -> str:
    """The queue of service tasks with a topic."""
    return f"{OWN_QUEUE}.{topic}"


def queue_names(topics: Iterable[str]) -> tuple[str, ...]:
    """All queues of an installation with handlers for these topics."""
    return (OWN_QUEUE, *(topic_queue(topic) for topic in sorted(topics)))


def broker_program(url: str, topics: Iterable[str]) -> Celery:
    """A Celery program on this broker, without tasks: enough to publish hints."""
    program = Celery(OWN_QUEUE, set_as_current=False)
    program.conf.update(
        broker_url=url,
        broker_transport_options=_REDIS if _is_redis(url) else {},
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        task_queues={name: {"exchange": OWN_QUEUE, "routing_key": name} for name in queue_names(topics)},
        task_default_queue=OWN_QUEUE,
        task_default_delivery_mode="transient",
        task_ignore_result=True,
        worker_prefetch_multiplier=1,
        worker_disable_prefetch=_is_redis(url),  # a hint that waits behind long work helps nobody
        worker_proc_alive_timeout=60,  # a machine under load forks slowly
        worker_redirect_stdouts=False,
    )
    return program


def _is_redis(url: str) -> bool:
    return url.startswith(("redis", "sentinel"))


class Line:
    """One connection to the broker that gives up fast. For one thread."""

    def __init__(self, program: Celery) -> None:
        self._program = program
        options = {"socket_connect_timeout": _PATIENCE, "socket_timeout": _PATIENCE}
        amqp = {"read_timeout": _PATIENCE, "write_timeout": _PATIENCE}
        self._connection = program.connection_for_write(
            connect_timeout=_PATIENCE,
            transport_options=options if _is_redis(program.conf.broker_url) else amqp,
        )
        self._producer = program.amqp.Producer(self._connection, auto_declare=False)

    def tell(self, hints: Sequence[Enqueued]) -> bool:
        """Publish hints; False when the broker does not take them. A connection gone stale is opened again once."""
        return self._tried(hints) or self._tried(hints)

    def crowd(self, queue: str) -> int | None:
        """How many hints wait in a queue; None when the broker does not answer."""
        try:
            self._connect()
            channel = self._connection.default_channel
            return int(self._program.amqp.queues[queue](channel).queue_declare().message_count)
        except Exception as error:  # each transport has its own errors
            self._give_up(error)
            return None

    def close(self) -> None:
        """Hang up."""
        self._connection.collect(socket_timeout=_PATIENCE)

    def _tried(self, hints: Sequence[Enqueued]) -> bool:
        try:
            self._connect()
            with self._producer.batch(len(hints)):  # one round trip, where the transport can
                for hint in hints:
                    self._publish(hint)
        except Exception as error:  # each transport has its own errors
            self._give_up(error)
            return False
        return True

    def _connect(self) -> None:
        self._connection.ensure_connection(max_retries=0, timeout=_PATIENCE)

    def _publish(self, hint: Enqueued) -> None:
        queue = queue_name(hint)
        self._program.send_task(
            queue, (hint.id,), queue=queue, producer=self._producer, retry=False, ignore_result=True
        )

    def _give_up(self, error: Exception) -> None:
        _logger.info("the broker did not answer: %s", type(error).__name__)
        self._connection.collect(socket_timeout=_PATIENCE)
        self._producer.revive(self._connection)
