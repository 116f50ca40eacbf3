"""The supplier's JSON API, which the handlers call: orders and pick-ups come in with an Idempotency-Key."""

from collections.abc import Mapping

from werkzeug.exceptions import BadRequest, Conflict, NotFound, UnprocessableEntity, UnsupportedMediaType
from werkzeug.wrappers import Request

from handlers.leverantor.bestallningar import ORDER, PICKUP, KeyReusedError, NotPossibleError, Row, find
from handlers.leverantor.disk import Counter, RefusedError

_MAX_KEY = 200
_REQUIRED: Mapping[str, tuple[str, ...]] = {ORDER: ("artikel", "antal"), PICKUP: ("individnummer",)}


def create(counter: Counter, request: Request, kind: str) -> dict[str, object]:
    """Take an order or pick-up in. 400 unreadable, 409 the key has been used, 422 refused."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("Innehållet ska vara application/json.")
    key = request.headers.get("Idempotency-Key", "")
    if not 0 < len(key) <= _MAX_KEY:
        raise BadRequest("Idempotency-Key saknas eller är för lång.")
    content = request.get_json()
    if not isinstance(content, dict):
        raise BadRequest("Innehållet ska vara ett JSON-objekt.")
    _check(kind, content)
    try:
        row, _new = counter.take_in(kind, key, content)
    except KeyReusedError:
        raise Conflict("Idempotency-Key har redan använts för något annat.") from None
    except RefusedError as error:
        raise UnprocessableEntity(str(error)) from None
    return answer(row)


def _check(kind: str, content: Mapping[str, object]) -> None:
    for name in _REQUIRED[kind]:
        if content.get(name) in (None, ""):
            raise UnprocessableEntity(f"{name} saknas.")
    number = content.get("antal", 1)
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= 100:
        raise UnprocessableEntity("antal ska vara ett heltal mellan 1 och 100.")


def read(counter: Counter, number: str) -> dict[str, object]:
    """An order or pick-up as it stands."""
    with counter.store.reading() as connection:
        try:
            return answer(find(connection, number))
        except KeyError:
            raise NotFound(f"{number} finns inte.") from None


def cancel(counter: Counter, number: str) -> dict[str, object]:
    """Take an order back; 422 when it is too late."""
    try:
        return answer(counter.cancel(number))
    except KeyError:
        raise NotFound(f"{number} finns inte.") from None
    except NotPossibleError as error:
        raise UnprocessableEntity(str(error)) from None


def answer(row: Row) -> dict[str, object]:
    """What the customer sees of an order or pick-up."""
    return {
        "nummer": row.number,
        "status": row.status,
        "individnummer": row.item,
        "leveransdatum": row.delivery_date,
        "anmarkning": row.note,
    }
