"""Runs jobs: service-task handlers outside any transaction, and what the engine itself has left for later.

registered_handlers   the handlers of the installed packages
Bench                 what is needed to run a job
run_job, run_due      one claimed job; all that are due, in the calling thread
Worker                threads that do so until they are stopped

With a broker, Celery's workers do; nothing here imports those modules, for Celery is slow to load:

hints                 tells them after a commit        broker   the queues, and a connection that gives up fast
tasks                 what they do with a hint         sweeps   finds what no hint brought
"""

from app.worker.found import registered_handlers
from app.worker.running import Bench, run_due, run_job
from app.worker.threads import Worker

__all__ = ["Bench", "Worker", "registered_handlers", "run_due", "run_job"]
