"""Handlers of the processes that are measured and troubled, and how programs find them."""

from pathlib import Path


def announce(directory: Path) -> None:
    """Make the handler known to every program that has this directory on its path, as an installed package would."""
    package = directory / "stegvis_bench-1.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: stegvis-bench\nVersion: 1\n", encoding="utf-8")
    (package / "entry_points.txt").write_text("[stegvis.handlers]\nbench = bench.handlers\n", encoding="utf-8")
