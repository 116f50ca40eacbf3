"""Ids that grow with time, so that new rows lie together and sort as they were made (RFC 9562, version 7)."""

import os
import threading
import time

_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}  # its two first bits are 10
_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """A UUID: milliseconds, a counter within them, and 62 random bits. Later ones of a process are always greater."""
    global _last
    with _lock:
        now = time.time_ns() // 1_000_000 << 12
        _last = stamp = now if now > _last else _last + 1
    head, tail = f"{stamp:015x}", os.urandom(8).hex()
    return f"{head[:8]}-{head[8:12]}-7{head[12:]}-{_VARIANT[tail[0]]}{tail[1:4]}-{tail[4:]}"
