"""Handlers of the tests' own, which programs find as those of an installed package.

Each notes in a book, outside all transactions, that it was called and with which key.
"""

import os
from pathlib import Path
from typing import NamedTuple

from app.handler import Job


class Call(NamedTuple):
    """A call of a handler: the job's id, its topic, the process that it ran in, and that one's parent."""

    key: str
    topic: str
    process: int
    parent: int


def announce(directory: Path) -> None:
    """Make them known to every program that has this directory on its path."""
    package = directory / "stegvis_prov-1.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: stegvis-prov\nVersion: 1\n", encoding="utf-8")
    (package / "entry_points.txt").write_text("[stegvis.handlers]\nprov = tests.integration.handlers\n")


def note(job: Job) -> None:
    """A line that a kill in the next moment leaves there."""
    book = os.open(job.settings["bok"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(book, f"{job.id} {job.topic} {os.getpid()} {os.getppid()}\n".encode())
    os.close(book)


def noted(book: Path) -> list[Call]:
    """The calls in their order."""
    lines = book.read_text().splitlines() if book.exists() else []
    return [Call(key, topic, int(process), int(parent)) for key, topic, process, parent in map(str.split, lines)]
