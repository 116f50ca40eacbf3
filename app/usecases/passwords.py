"""Passwords: argon2 hashes, and a short memory of what was right so that each REST call need not take as long."""

import hashlib
import hmac
import secrets
from collections import OrderedDict
from functools import cache
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from app.errors import InvalidRequestError

_SHORTEST, _LONGEST = 10, 200
_KEPT = 500
_hasher = PasswordHasher()
_quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)  # for passwords that everybody knows
_secret = secrets.token_bytes(32)  # of this process: what is remembered cannot be tried elsewhere
_right: OrderedDict[bytes, None] = OrderedDict()
_lock = Lock()


def hashed(password: str) -> str:
    """The hash to store. Raises InvalidRequestError when the password is too short or too long."""
    if not _SHORTEST <= len(password) <= _LONGEST:
        raise InvalidRequestError(reason=f"lösenordet ska ha mellan {_SHORTEST} och {_LONGEST} tecken")
    return _hasher.hash(password)


def hashed_demo(password: str) -> str:
    """The hash of a demo account's password, which is no secret: quick, so that the demo starts quickly."""
    return _quick.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether the password has this hash. Without a hash it takes as long, and is False."""
    if len(password) > _LONGEST:
        return False
    key = hmac.new(_secret, f"{stored} {password}".encode(), hashlib.sha256).digest()
    if stored is not None and _remembered(key):
        return True
    try:
        _hasher.verify(stored or _nobodys(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    if stored is None:
        return False
    with _lock:
        _right[key] = None
        while len(_right) > _KEPT:
            _right.popitem(last=False)
    return True


def _remembered(key: bytes) -> bool:
    with _lock:
        if key not in _right:
            return False
        _right.move_to_end(key)
        return True


@cache
def _nobodys() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))
