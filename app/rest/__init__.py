"""The REST API under /engine-rest, in the dialect of Camunda 7: existing clients, workers and modelers work unchanged.

One module a resource; `params` reads what comes in, `wire` writes what goes out, `problems` turns errors into answers,
`auth` says who calls. Nothing is decided here: each operation is one use case.
"""

from app.rest.api import register

__all__ = ["register"]
