"""All tables, in the order of the page."""

from tests.unit.engine.support import boundaries, flow_events, starts
from tests.unit.engine.support.notation import Table

TABLES: tuple[Table, ...] = (*starts.TABLES, *flow_events.TABLES, *boundaries.TABLES)
