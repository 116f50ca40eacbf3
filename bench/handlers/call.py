"""Calls the recorder outside."""

import time

import requests

from app.handler import Job, Variables, handles
from bench.workloads import OUTSIDE


@handles(OUTSIDE, title="Ring den som skriver upp samtalen")
def call(job: Job) -> Variables:
    """Call the supplier; the job's id is the idempotency key, so a second call gives the first one's answer."""
    answer = requests.post(
        job.settings["skrivare"],
        json={"instance": job.process_instance_id, "element": job.element_id},
        headers={"Idempotency-Key": job.id},
        timeout=10,
    )
    answer.raise_for_status()
    time.sleep(float(job.settings.get("droj", 0)))
    return {f"svar_{job.element_id}": answer.json()["number"]}
