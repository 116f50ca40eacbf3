"""`python -m app.cli` is `stegvis`."""

from app.cli import main

main(prog_name="stegvis")
