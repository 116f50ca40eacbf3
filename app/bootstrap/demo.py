"""Demo mode: an account for each role, our own diagrams, and programs that play the systems outside."""

from collections.abc import Iterable
from importlib.metadata import entry_points
from pathlib import Path
from random import Random
from typing import Any, Protocol, cast

from app.bootstrap.house import House
from app.usecases.deployments import Deployed, Deployment, DeploymentQuery, count_deployments, deploy
from app.usecases.users import DemoAccount, create_demo_users

GROUP = "stegvis.demo"
CREDENTIALS = ("demo", "demo")
DIAGRAMS = Path(__file__).parents[2] / "bpmn"
_SUFFIXES = frozenset({".bpmn", ".form", ".dmn"})


class DemoProgram(Protocol):
    """What the entry points of stegvis.demo give: a WSGI program that plays a system outside the house."""

    messages: frozenset[str]
    """Names of the messages that it sends."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request below /<name of the entry point>/."""

    def start(self) -> None:
        """Begin to act by itself."""

    def close(self) -> None:
        """Stop."""

    def act(self) -> str | None:
        """When played by chance: do one thing and say what, or None when there is nothing to do."""


class Mount(Protocol):
    """An entry point of stegvis.demo."""

    def __call__(self, data: Path, api: str, credentials: tuple[str, str], play: Random | None = None) -> DemoProgram:
        """`data`: a directory for its files. `api`: address of the REST API. `play`: chance, instead of people."""


def diagram_files(directory: Path = DIAGRAMS) -> dict[str, bytes]:
    """All diagrams, forms and decisions below a directory, by file name.

    Raises:
        FileNotFoundError: there are none.
    """
    paths = sorted(path for path in directory.rglob("*") if path.suffix in _SUFFIXES)
    if not paths:
        raise FileNotFoundError(f"inga diagram i {directory}")
    return {path.name: path.read_bytes() for path in paths}


def deploy_diagrams(house: House, directory: Path = DIAGRAMS) -> Deployed | None:
    """Deploy our own diagrams into an empty installation; None when something has been deployed before."""
    context = house.context()
    if count_deployments(context, DeploymentQuery()):
        return None
    return deploy(context, Deployment("Stegvis", diagram_files(directory), source="stegvis"))


def demo_accounts(house: House) -> tuple[DemoAccount, ...]:
    """The accounts, made where they are missing."""
    return create_demo_users(house.context())


def mount_programs(house: House, address: str, play: Random | None = None) -> dict[str, DemoProgram]:
    """The programs by name. Handlers find each as the setting <name>_url, unless the environment says otherwise."""
    programs: dict[str, DemoProgram] = {}
    for entry in entry_points(group=GROUP):
        mount = cast(Mount, entry.load())
        programs[entry.name] = mount(house.settings.data, f"{address}/engine-rest", CREDENTIALS, play)
        house.handlers.setdefault(f"{entry.name}_url", f"{address}/{entry.name}")
    return programs
