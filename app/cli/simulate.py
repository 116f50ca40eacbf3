"""`stegvis simulate`: a whole case in the terminal."""

import logging
import sys
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

import click
from rich.console import Console

from app.cli.simulation.answers import NoAnswerError
from app.cli.simulation.play import Play, StuckError
from app.cli.simulation.report import show, summary
from app.cli.simulation.stage import Stage, open_stage
from app.cli.simulation.steering import Steering
from app.cli.simulation.told import Told
from app.definitions.model import Process
from app.usecases.process_definitions import DefinitionQuery, definition_process, list_definitions


@click.command
@click.argument("key")
@click.option("--seed", default=1, show_default=True, help="Samma frö ger samma val.")
@click.option("--steps", default=60, show_default=True, help="Efter så många steg styr alla val mot slutet.")
def simulate(key: str, seed: int, steps: int) -> None:
    """Spela ett helt ärende av processen KEY, med påhittade svar, i en tillfällig databas."""
    logging.getLogger().setLevel(logging.ERROR)
    console = Console()
    start = datetime.now(ZoneInfo("Europe/Stockholm")).replace(hour=8, minute=0, second=0, microsecond=0)
    with open_stage(start, chance(seed)) as stage:
        steering = Steering(chance(seed), processes(stage))
        play = Play(stage, steering, hurry_after=steps)
        story: list[Told] = []
        try:
            for told in play.run(key):
                story.append(told)
                show(console, told)
        except (StuckError, NoAnswerError) as error:
            console.print(f"\n[bold red]Ärendet stannade:[/bold red] {error}")
            sys.exit(1)
        summary(console, play.business_key, story, steering)


def chance(seed: int) -> Random:
    """Choices that come out the same each time."""
    return Random(seed)  # noqa: S311  # a story, no secret


def processes(stage: Stage) -> tuple[Process, ...]:
    """All processes that are deployed."""
    context = stage.context()
    found = list_definitions(context, DefinitionQuery(latest=True))
    return tuple(definition_process(context, definition.id) for definition in found)
