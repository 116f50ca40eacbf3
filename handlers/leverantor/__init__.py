"""An embedded supplier of hjälpmedel for demonstrations: a system outside the house, with its own database and pages.

Orders reach it over HTTP, and its answers go back over the public message API, as with a real one. It is a WSGI program
that demo mode mounts through the entry-point group `stegvis.demo`; nothing else knows it.
"""

import random
from pathlib import Path

from handlers.leverantor.disk import Counter
from handlers.leverantor.lager import Store
from handlers.leverantor.program import Supplier
from handlers.leverantor.utkorg import sender

__all__ = ["Supplier", "mount"]


def mount(data: Path, api: str, credentials: tuple[str, str], play: random.Random | None = None) -> Supplier:
    """The program, not yet started. `data`: directory for its file. `api`: address of the REST API (…/engine-rest).

    `play`: chance takes the place of the people at the supplier; nothing then happens but by `act()`.
    """
    return Supplier(Counter(Store(data / "leverantor.db"), sender(api, credentials), play))
