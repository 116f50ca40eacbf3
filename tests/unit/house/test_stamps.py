"""Stamps: made once, made again when the sources change, never half made."""

import threading
from functools import partial
from pathlib import Path

import pytest

from app.house.stamps import ROOT, digest, is_fresh, make


def test_what_is_fresh_is_not_made_again(tmp_path: Path) -> None:
    made: list[str] = []
    for key in ("one", "one", "two"):
        make(tmp_path / "stamp", key, partial(made.append, key))
    assert made == ["one", "two"]


def test_a_maker_that_fails_leaves_no_stamp(tmp_path: Path) -> None:
    def fail() -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        make(tmp_path / "stamp", "one", fail)
    assert not is_fresh(tmp_path / "stamp", "one")


def test_of_two_at_once_one_makes_and_the_other_waits_for_it(tmp_path: Path) -> None:
    inside, go_on = threading.Event(), threading.Event()
    made: list[str] = []

    def slowly() -> None:
        inside.set()
        assert go_on.wait(10)
        made.append("first")

    first = threading.Thread(target=make, args=(tmp_path / "stamp", "one", slowly))
    second = threading.Thread(target=make, args=(tmp_path / "stamp", "one", lambda: made.append("second")))
    first.start()
    assert inside.wait(10)
    second.start()
    go_on.set()
    first.join(10)
    second.join(10)
    assert made == ["first"]


def test_a_digest_changes_with_names_contents_and_what_else_is_said() -> None:
    one, other = ROOT / "pyproject.toml", ROOT / "LICENSE"
    assert len({digest([one]), digest([other]), digest([one, other]), digest([one], "3.12")}) == 4
    assert digest([one, other]) == digest([other, one])
