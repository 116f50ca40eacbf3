"""What has been made from what: a stamp keeps the digest of the sources, so that a warm start makes nothing again."""

import fcntl
import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class SetupError(Exception):
    """The set-up cannot go on; the text says why and what to do, in Swedish, to the person at the terminal."""


def say(sentence: str) -> None:
    """Tell the person at the terminal what takes time."""
    print(f"stegvis: {sentence}", file=sys.stderr, flush=True)


def digest(files: Iterable[Path], *also: str) -> str:
    """One digest of the files' names and contents, and of what else matters."""
    total = hashlib.sha256("\0".join(also).encode())
    for file in sorted(files):
        total.update(f"\0{file.relative_to(ROOT)}\0".encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def is_fresh(stamp: Path, key: str) -> bool:
    """Whether what the stamp stands for was made from just this."""
    try:
        return stamp.read_text() == key
    except OSError:
        return False


def make(stamp: Path, key: str, maker: Callable[[], None]) -> None:
    """Make it unless it is fresh. The stamp is written last and at once, so a killed set-up is made again."""
    if is_fresh(stamp, key):
        return
    with _alone(ROOT / f".venv{stamp.name}.lock"):
        if is_fresh(stamp, key):
            return  # another ./run made it while this one waited
        maker()
        stamp.parent.mkdir(parents=True, exist_ok=True)
        new = stamp.with_name(stamp.name + ".new")
        new.write_text(key)
        new.replace(stamp)


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Only one ./run of this checkout makes the same thing; the operating system frees the lock of one that dies."""
    with file.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("väntar på ett annat ./run som gör i ordning samma katalog …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
