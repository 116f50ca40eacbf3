"""The supplier outside: answers each call, and writes it down before it does. Run as a program of its own."""

import json
import sys
import threading
from collections import Counter, defaultdict
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_lock = threading.Lock()
_numbers: dict[str, int] = {}


class _Calls(BaseHTTPRequestHandler):
    """POST with an Idempotency-Key: the same key gets the same number."""

    file: Path

    def do_POST(self) -> None:
        """Write down who calls, then answer."""
        key = self.headers.get("Idempotency-Key", "")
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
        with _lock:
            number = _numbers.setdefault(key, len(_numbers) + 1)
            with self.file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps([key, body["instance"], body["element"], number]) + "\n")
        answer = json.dumps({"number": number}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was written down. repeated: calls beyond the first of a key. strange: places that called with two keys."""

    calls: int
    repeated: int
    strange: int
    numbers: dict[tuple[str, str], int]


def recorded(file: Path) -> Recorded:
    """Read what the recorder wrote."""
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
    keys: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for key, instance, element, _number in lines:
        keys[instance, element].add(key)
    times = Counter(key for key, *_ in lines)
    return Recorded(
        calls=len(lines),
        repeated=sum(times.values()) - len(times),
        strange=sum(len(found) > 1 for found in keys.values()),
        numbers={(instance, element): number for _key, instance, element, number in lines},
    )


if __name__ == "__main__":
    _Calls.file = Path(sys.argv[1])
    host = sys.argv[2] if len(sys.argv) > 2 else "127.0.0.1"
    server = ThreadingHTTPServer((host, 0), _Calls)
    print(f"http://{host}:{server.server_port}/", flush=True)
    server.serve_forever()
