"""Notes when it was called."""

import time

from app.handler import Job, Variables, handles
from bench.workloads import TOPIC


@handles(TOPIC, title="Skriv upp när det börjar")
def note(job: Job) -> Variables:
    """The wall clock, in seconds."""
    return {"borjade": time.time()}
