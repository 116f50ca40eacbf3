"""All tables, in the order of the page."""

from tests.unit.engine.support import (
    boundaries,
    calls,
    catching,
    data,
    flow_events,
    flow_rules,
    gateways,
    people_and_names,
    repeating,
    starts,
    sub_processes,
    undoing,
    variants,
    written,
)
from tests.unit.engine.support.notation import Table

TABLES: tuple[Table, ...] = (
    *starts.TABLES,
    *flow_events.TABLES,
    *boundaries.TABLES,
    *gateways.TABLES,
    *variants.TABLES,
    *repeating.TABLES,
    *sub_processes.TABLES,
    *calls.TABLES,
    *catching.TABLES,
    *undoing.TABLES,
    *flow_rules.TABLES,
    *written.TABLES,
    *data.TABLES,
    *people_and_names.TABLES,
)
