"""Ids that grow with time, so that new rows lie together and sort as they were made (RFC 9562, version 7)."""

import os
import threading
import time

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """A UUID: milliseconds, a counter within them, and 62 random bits. Later ones of a process are always greater."""
    global _last
    with _lock:
        _last = max((time.time_ns() // 1_000_000) << 12, _last + 1)
        stamp = _last
    tail = int.from_bytes(os.urandom(8)) >> 2
    text = f"{(stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64 | 0b10 << 62 | tail:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
