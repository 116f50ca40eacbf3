"""What the terminal shows of a simulated case: each step as it happens, and a summary."""

from collections import Counter

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.cli.simulation.steering import Steering
from app.cli.simulation.told import Told

_STYLES = {
    "start": "bold",
    "task": "cyan",
    "job": "dim",
    "message": "yellow",
    "program": "green",
    "time": "magenta",
}
_NAMES = {
    "task": "uppgifter",
    "job": "jobb",
    "message": "meddelanden utifrån",
    "program": "svar från leverantören",
    "time": "gånger tiden gick",
}


def show(console: Console, told: Told) -> None:
    """One line."""
    style = _STYLES[told.kind]
    detail = f"  [dim]{escape(told.detail)}[/dim]" if told.detail else ""
    who = escape(f"{told.who:<34.34}")
    console.print(
        f"{told.when:%Y-%m-%d %H:%M}  [{style}]{who}[/{style}]  {escape(told.what)}{detail}",
        highlight=False,
        no_wrap=True,
        overflow="ellipsis",
    )


def summary(console: Console, business_key: str, story: list[Told], steering: Steering) -> None:
    """How much happened, and how much of each diagram was walked."""
    counts = Counter(told.kind for told in story)
    days = (story[-1].when - story[0].when).days
    parts = ", ".join(f"{counts[kind]} {name}" for kind, name in _NAMES.items() if counts[kind])
    console.print(f"\n[bold]{escape(business_key)} är avslutat[/bold] efter {days} dagar: {parts}.\n")
    table = Table("process", "flöden som gicks", box=None, pad_edge=False)
    walked = Counter(key for key, _flow in set(steering.walked) & steering.all_flows())
    for process in steering.processes:
        if walked[process.key]:
            table.add_row(process.name or process.key, f"{walked[process.key]} av {len(process.flows)}")
    console.print(table)
