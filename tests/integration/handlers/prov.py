"""What the tests' service tasks do."""

import time
from pathlib import Path

from app.handler import Job, Variables, handles
from tests.integration.handlers import note


@handles("prov-direkt")
def at_once(job: Job) -> Variables:
    """Answers at once."""
    note(job)
    return {f"svar_{job.element_id}": job.id}


@handles("prov-vanta", timeout="PT1M")
def on_a_sign(job: Job) -> Variables:
    """Answers when the book has got a file of its name with .ga beside it."""
    note(job)
    sign = Path(job.settings["bok"] + ".ga")
    while not sign.exists():
        time.sleep(0.02)
    return {f"svar_{job.element_id}": job.id}


@handles("prov-hanga", timeout="PT1S")
def never(job: Job) -> None:
    """Hangs the first time."""
    note(job)
    first = Path(job.settings["bok"] + "." + job.id)
    if not first.exists():
        first.touch()
        time.sleep(600)
