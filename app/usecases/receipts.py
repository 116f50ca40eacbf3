"""The same message again has no effect and gets the same answer: the inbox, by the sender's id for the message."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import InvalidRequestError, KeyReusedError
from app.store.encoding import dumps
from app.store.receipts import take_receipt, write_answer
from app.usecases.context import Context, Session
from app.usecases.sweeps import ensure_sweep
from app.values import Value

_LONGEST = 255


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where the answer belongs. `answer`: what was answered before; None: this is the first time."""

    id: str
    answer: str | None


def receipt_for(context: Context, session: Session, key: str, content: Mapping[str, Value]) -> Receipt:
    """The receipt of a message. Senders have ids of their own: the same id from another actor is another message.

    key: the sender's id for the message. content: all that makes it the message that it is, and what is asked for.
    Raises: InvalidRequestError (a key that is none), KeyReusedError (it was used for something else).
    """
    if not (0 < len(key) <= _LONGEST and key.isprintable()):
        raise InvalidRequestError(reason=f"meddelandets id ska vara 1–{_LONGEST} skrivbara tecken")
    actor = context.actor
    id = _hash([actor.kind.value, actor.id, key])
    mark = _hash({name: content[name] for name in sorted(content)})
    expires = session.now + context.options.receipts
    row = {"id": id, "content": mark, "answer": "", "created": session.now, "expires": expires}
    found = take_receipt(session.connection, row, session.now)
    if found is None:
        return Receipt(id, None)
    if found.content != mark:
        raise KeyReusedError(key=key)
    return Receipt(id, found.answer)


def give_receipt(session: Session, receipt: Receipt, answer: str) -> None:
    """Keep the answer, with the effect that it tells of."""
    write_answer(session.connection, receipt.id, answer)
    ensure_sweep(session)


def _hash(content: Value) -> str:
    return hashlib.sha256(dumps(content).encode()).hexdigest()
