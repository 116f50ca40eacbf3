"""Runs jobs: service-task handlers outside any transaction, and what the engine itself has left for later.

registered_handlers   the handlers of the installed packages
Bench                 what is needed to run a job
run_job, run_due      one claimed job; all that are due, in the calling thread
Worker                threads that do so until they are stopped
"""

from app.worker.found import registered_handlers
from app.worker.running import Bench, run_due, run_job
from app.worker.threads import Worker

__all__ = ["Bench", "Worker", "registered_handlers", "run_due", "run_job"]
