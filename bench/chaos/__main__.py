"""`./run chaos --kills N --database sqlite|postgresql`: trouble, then the verdict as one line of JSON."""

import argparse
import json
import random
import sys
import time
from contextlib import ExitStack, suppress
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from app.bootstrap.house import open_house
from app.usecases.deployments import Deployment, deploy
from app.usecases.users import NewUser, create_user
from bench.chaos import hosts
from bench.chaos.clients import PASSWORD, USER, Clients
from bench.chaos.installation import Installation, installation
from bench.chaos.programs import Program, until
from bench.chaos.recorder import recorded
from bench.chaos.trouble import Trouble
from bench.chaos.verdict import judge
from bench.chaos.work import diagram
from bench.handlers import announce

LEASE = 4  # seconds, so that what a killed worker held is soon free
_DRAIN = 300.0
_CALLS = "calls.jsonl"


def main() -> None:
    """The whole run; exit code 1 when anything was lost or done twice."""
    if sys.argv[1:] == ["hosts"]:
        hosts.main()
    about = "Dödar processer medan ärenden pågår. `./run chaos hosts` skär av en av två maskiner."
    parser = argparse.ArgumentParser(prog="./run chaos", description=about)
    parser.add_argument("--kills", type=int, default=200, help="hur många gånger en process dödas")
    parser.add_argument("--freezes", type=int, help="hur många gånger en process fryses (annars en tiondel av kills)")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--restarts", type=int, default=10, help="omstarter av databas och mäklare (PostgreSQL)")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with TemporaryDirectory(prefix="stegvis-chaos-") as made, ExitStack() as stack:
        told = run(chosen, Path(made), stack)
    print(json.dumps(told))
    bad = any(told[name] for name in ("lost", "doubled", "wrong", "strange_keys", "open"))
    sys.exit(1 if bad else 0)


def run(chosen: argparse.Namespace, directory: Path, stack: ExitStack) -> dict[str, object]:
    """Start everything, trouble it, let it come to rest, and judge."""
    place = _build(chosen, directory, stack)
    clients = Clients(place.servers, chosen.seed)
    clients.begin()
    trouble = _trouble(chosen, place)
    begun = time.monotonic()
    trouble.happen(lambda text: print(text, file=sys.stderr, flush=True))
    clients.starting = False
    with suppress(TimeoutError):  # what is still open then is told by the verdict
        until(lambda: clients.rested and clients.open_cases(trouble.chance) == 0, "every case ends", _DRAIN)
    clients.end()
    for program in place.programs:
        program.kill()
    house = open_house(place.settings)
    stack.callback(house.close)
    written = recorded(directory / _CALLS)
    verdict = judge(house, clients.started, written)
    return {
        "database": chosen.database,
        "kills": trouble.done.get("kill", 0),
        "freezes": trouble.done.get("freeze", 0),
        **{f"{name}_restarts": trouble.done.get(name, 0) for name in place.restarts},
        **asdict(verdict),
        "calls": written.calls,
        "repeated_calls": written.repeated,
        "strange_keys": written.strange,
        "seconds": round(time.monotonic() - begun),
    }


def _build(chosen: argparse.Namespace, directory: Path, stack: ExitStack) -> Installation:
    """The recorder, the installation with the clients' account and the process, and its programs, all started."""
    announce(directory)
    writer = Program("recorder", [sys.executable, "-m", "bench.chaos.recorder", str(directory / _CALLS)], speaks=True)
    writer.start()
    stack.callback(writer.kill)
    environment = {
        "PYTHONPATH": str(directory),
        "STEGVIS_HANDLER_SKRIVARE": writer.address + "/",
        "STEGVIS_WORKER_LEASE_SECONDS": str(LEASE),
        "STEGVIS_LOG_LEVEL": "error",
    }
    place = installation(chosen.database, directory, environment, stack)
    house = open_house(place.settings)
    create_user(house.context(), NewUser(USER, "Prov", PASSWORD, ("systemforvaltare", "handlaggare", "processagare")))
    deploy(house.context(), Deployment("prov", {"prov.bpmn": diagram()}))
    house.close()
    for program in place.programs:
        program.start()
        stack.callback(program.kill)
    return place


def _trouble(chosen: argparse.Namespace, place: Installation) -> Trouble:
    chance = random.Random(chosen.seed)  # noqa: S311 - to be the same again
    freezes = chosen.kills // 10 if chosen.freezes is None else chosen.freezes
    others = {name: (chosen.restarts, act) for name, act in place.restarts.items()}
    return Trouble(place.programs, chosen.kills, freezes, LEASE * 1.5, chance, others)


if __name__ == "__main__":
    main()
