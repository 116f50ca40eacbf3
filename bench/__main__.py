"""`./run bench [--quick]`: measure, print the table and the lines."""

import argparse
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.figures import json_line, table
from bench.jobs import FULL as jobs_full
from bench.jobs import QUICK as jobs_quick
from bench.jobs import job_figures
from bench.measuring import FULL, QUICK, Runner, measure
from bench.node import BpmnEngine, MissingPeerError
from bench.spiff import InMemory, Naive
from bench.stegvis import Stegvis


def main() -> None:
    """The whole run, in a directory that goes away."""
    parser = argparse.ArgumentParser(prog="./run bench", description="Mäter vad ett steg kostar.", add_help=False)
    parser.add_argument("--quick", action="store_true", help="färre varv: klart på under en minut")
    parser.add_argument("-h", "--help", action="help", help="visar det här")
    effort, jobs = (QUICK, jobs_quick) if parser.parse_args().quick else (FULL, jobs_full)
    with TemporaryDirectory(prefix="stegvis-") as made:
        directory = Path(made)
        stegvis, naive = Stegvis(directory), Naive(directory)
        peers: list[Runner] = [naive, InMemory()]
        try:
            peers.append(BpmnEngine(directory))
        except MissingPeerError as reason:
            print(f"bpmn-engine är inte med: {reason}.\n")
        figures = [*measure(stegvis, peers, effort), *job_figures(jobs)]
        print(table(figures))
        job = f"{median(stegvis.jobs.laps):.2f}".replace(".", ",")
        print(
            f"\nEtt steg är en slutförd uppgift. En tjänsteuppgift har en egen transaktion: {job} ms, inte inräknad.\n"
        )
        for figure in figures:
            print(json_line(figure, figures))
        stegvis.close()
        naive.close()


if __name__ == "__main__":
    main()
