"""Pages of a list: the numbers shown, and addresses that keep the filters."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request

from app.messages import gettext as _
from app.usecases.queries import Page, Sort

SIZE = 25


@dataclass(frozen=True, slots=True)
class Paging:
    """Where in a list one is. `numbers` are the items of the GOV.UK pagination component."""

    page: int
    last: int
    previous: str
    next: str
    numbers: list[dict[str, object]]


def asked_page() -> int:
    """The page that the address asks for, from 1."""
    text = request.args.get("sida", "1")
    return min(max(int(text), 1), 100_000) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def part(*sorting: Sort) -> Page:
    """What the query needs for the page that was asked for."""
    return Page(first=(asked_page() - 1) * SIZE, size=SIZE, sorting=sorting)


def paging(total: int) -> Paging:
    """The way through a list of `total`."""
    last = max(1, -(-total // SIZE))
    page = min(asked_page(), last)
    shown = sorted({1, last, *(number for number in (page - 1, page, page + 1) if 1 <= number <= last)})
    numbers: list[dict[str, object]] = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number - before > 1:
            numbers.append({"ellipsis": True})
        item = {"number": number, "href": _address(number), "current": number == page}
        numbers.append(item | {"visuallyHiddenText": _("Sida {number}", number=number)})
    return Paging(
        page=page,
        last=last,
        previous=_address(page - 1) if page > 1 else "",
        next=_address(page + 1) if page < last else "",
        numbers=numbers,
    )


def _address(page: int) -> str:
    arguments = {name: text for name, text in request.args.items() if text and name != "sida"}
    if page > 1:
        arguments["sida"] = str(page)
    return f"{request.path}?{urlencode(arguments)}" if arguments else request.path
