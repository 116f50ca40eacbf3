"""`stegvis worker`: a Celery worker; what follows the command is Celery's."""

import click

from app.bootstrap.house import open_house
from app.settings import load_settings


@click.command(
    context_settings={"ignore_unknown_options": True},
    add_help_option=False,
    options_metavar="[CELERYS VAL]",
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="")
def worker(arguments: tuple[str, ...]) -> None:
    """Kör en Celery-arbetare (STEGVIS_BROKER_URL). Valen är Celerys: worker --help visar dem."""
    from app.bootstrap.celery import app  # reads the settings, and says what is missing

    settings = load_settings()
    if "--help" not in arguments:
        open_house(settings).close()  # the tables are made and changed here, before the children use them
    quiet = ("--without-gossip", "--without-mingle", f"--loglevel={settings.log_level}")
    app.worker_main(["worker", *quiet, *arguments])
