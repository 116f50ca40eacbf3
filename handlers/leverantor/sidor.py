"""The supplier's pages: the orders and pick-ups, and a button for each thing that can be done."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.exceptions import BadRequest, Forbidden, NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from handlers.leverantor import utkorg
from handlers.leverantor.bestallningar import ORDER, PICKUP, NotPossibleError, find, listing
from handlers.leverantor.disk import Counter, Mode, mode
from handlers.leverantor.handelser import ACTIONS

_TEMPLATES = Path(__file__).parent / "mallar"
_SHOWN = 200
_ZONE = ZoneInfo("Europe/Stockholm")
_LABELS: Mapping[str, str] = {
    "artikel": "Artikel",
    "iso_kod": "ISO-kod",
    "antal": "Antal",
    "bestallare": "Beställare",
    "betalare": "Betalare",
    "mottagare": "Mottagare",
    "leveransadress": "Leveransadress",
    "utlamningsstalle": "Utlämningsställe",
    "kontaktperson": "Kontaktperson",
    "hamtadress": "Hämtadress",
    "rengjort": "Rengjort",
    "individnummer": "Individnummer",
    "referens": "Referens",
    "meddelande": "Meddelande",
}


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, _ZONE).strftime("%Y-%m-%d %H:%M:%S")


_jinja = Environment(
    loader=FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_jinja.filters["moment"] = _moment


def front(counter: Counter, request: Request) -> Response:
    """All orders and pick-ups, how the supplier answers, and messages that have not been taken."""
    with counter.store.reading() as connection:
        return _page(
            request,
            "forsta.html",
            orders=listing(connection, ORDER, _SHOWN),
            pickups=listing(connection, PICKUP, _SHOWN),
            outgoing=utkorg.waiting(connection),
            mode=mode(connection),
        )


def order(counter: Counter, request: Request, number: str, fault: str = "") -> Response:
    """One order: what was ordered, what has happened, what can be done."""
    with counter.store.reading() as connection:
        try:
            row = find(connection, number)
        except KeyError:
            raise NotFound(f"{number} finns inte.") from None
        log = connection.execute("select * from handelse where nummer = ? order by id", (number,)).fetchall()
    facts = [(_LABELS.get(name, name), value) for name, value in row.content.items() if value not in (None, "")]
    response = _page(request, "bestallning.html", row=row, facts=facts, log=log, fault=fault)
    response.status_code = 422 if fault else 200
    return response


def act(counter: Counter, request: Request, number: str) -> Response:
    """A button was pressed. What cannot be done is said on the order's page, with nothing changed."""
    same_site(request)
    action = request.form.get("atgard", "")
    if action not in ACTIONS:
        raise BadRequest("Åtgärden finns inte.")
    day = request.form.get("datum", "").strip()
    if day and not _is_date(day):
        return order(counter, request, number, "Datumet ska skrivas ÅÅÅÅ-MM-DD och finnas i kalendern.")
    try:
        counter.do(number, action, day, request.form.get("text", "").strip()[:500])
    except KeyError:
        raise NotFound(f"{number} finns inte.") from None
    except NotPossibleError as error:
        return order(counter, request, number, str(error))
    return redirect(f"{request.script_root}/bestallningar/{number}", 303)


def settings(counter: Counter, request: Request) -> Response:
    """Choose how the supplier answers."""
    same_site(request)
    try:
        counter.set_mode(Mode(request.form.get("lage", "")))
    except ValueError:
        raise BadRequest("Välj hur leverantören ska svara.") from None
    return redirect(f"{request.script_root}/", 303)


def resend(counter: Counter, request: Request) -> Response:
    """Send waiting messages now."""
    same_site(request)
    counter.try_again()
    return redirect(f"{request.script_root}/", 303)


def style() -> Response:
    """The style sheet."""
    return Response((_TEMPLATES / "stil.css").read_text(encoding="utf-8"), mimetype="text/css")


def fault(request: Request, status: int, text: str) -> Response:
    """A page that says what is wrong."""
    response = _page(request, "fel.html", text=text)
    response.status_code = status
    return response


def same_site(request: Request) -> None:
    """Refuse a button that was pressed on somebody else's site. The pages have no log-in, so no token could do it."""
    origin = request.headers.get("Origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.host
    if foreign or request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden("Anropet kom från en annan webbplats.")


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _page(request: Request, template: str, **values: object) -> Response:
    text = _jinja.get_template(template).render(root=request.script_root, **values)
    return Response(text, mimetype="text/html")
