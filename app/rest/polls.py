"""Long polls: a request waits for something to come due, outside any transaction, while others are answered."""

import time
from collections.abc import Callable
from datetime import timedelta
from threading import BoundedSemaphore

from flask import Flask, current_app

from app.usecases.jobs import ClaimedJob

_LOOK_AGAIN_SECONDS = 0.25
_DEFAULT_THREADS = 8
_PLACES = "stegvis_waiting"


def limit_waiting(app: Flask) -> None:
    """At most half of the server's threads (setting THREADS) may wait; further polls are answered at once."""
    threads = int(app.config.get("THREADS", _DEFAULT_THREADS))
    app.extensions[_PLACES] = BoundedSemaphore(max(1, threads // 2))


def look_until_found(look: Callable[[], tuple[ClaimedJob, ...]], longest: timedelta) -> tuple[ClaimedJob, ...]:
    """Look again and again, each time in a transaction of its own; none is open while this sleeps.

    Empty when the time is over, and at once when too many wait already.
    """
    places: BoundedSemaphore = current_app.extensions[_PLACES]
    if not places.acquire(blocking=False):
        return ()
    try:
        end = time.monotonic() + longest.total_seconds()
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(_LOOK_AGAIN_SECONDS, left))
            if found := look():
                return found
    finally:
        places.release()
    return ()
