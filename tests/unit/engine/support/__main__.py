"""`python -m tests.unit.engine.support` writes docs/stod.md."""

from tests.unit.engine.support.document import write

write()
