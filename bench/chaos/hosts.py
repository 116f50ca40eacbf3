"""`./run chaos hosts`: two hosts share a database and a broker; one is cut off in the middle, the other takes over.

The hosts are network namespaces of this machine, so it takes root and `ip`. Prints one line of JSON.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from app.bootstrap.house import House, open_house
from app.settings import load_settings
from app.usecases.deployments import Deployment, deploy
from app.usecases.instances import InstanceQuery, StartInstance, count_instances, start_instance
from app.usecases.jobs import JobQuery, list_jobs
from app.usecases.queries import Page
from bench.chaos.installation import postgresql, redis
from bench.chaos.programs import Program, until
from bench.chaos.recorder import recorded
from bench.handlers import announce
from bench.stegvis import CAMUNDA
from bench.workloads import OUTSIDE, TOPIC, process

LEASE = 6
_CASES = 60
_SLOW = 1.0  # seconds that a call takes, so that some are always under way
_KEY = "varddator"


@contextmanager
def host(name: str, number: int) -> Iterator[str]:
    """A namespace with a line to this machine; the address that this machine has on it."""
    here, there = f"10.231.{number}.1", f"10.231.{number}.2"
    line = f"sv{number}"
    commands = [
        f"ip netns add {name}",
        f"ip link add {line} type veth peer name eth0 netns {name}",
        f"ip addr add {here}/24 dev {line}",
        f"ip link set {line} up",
        f"ip -n {name} addr add {there}/24 dev eth0",
        f"ip -n {name} link set eth0 up",
        f"ip -n {name} link set lo up",
        f"ip -n {name} route add default via {here}",
    ]
    try:
        for command in commands:
            subprocess.run(command.split(), check=True)
        yield here
    finally:
        subprocess.run(["ip", "netns", "del", name], check=False)


def main() -> None:
    """The whole run; exit code 1 when the other was too slow, or anything was lost or done twice."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        raise SystemExit("./run chaos hosts: det krävs root och kommandot ip (apt-get install iproute2)")
    with TemporaryDirectory(prefix="stegvis-hosts-") as made, ExitStack() as stack:
        told = _run(Path(made), stack)
    print(json.dumps(told))
    fine = told["open"] == told["strange_keys"] == told["stale"] == 0 and told["takeover_s"] <= 2 * LEASE
    sys.exit(0 if fine else 1)


def _run(directory: Path, stack: ExitStack) -> dict[str, float]:
    names = ("stegvis-a", "stegvis-b")
    here = [stack.enter_context(host(name, number)) for number, name in enumerate(names, 1)]
    url, _ = postgresql(directory / "pg", stack, here[0])
    broker, _ = redis(directory, stack, here[0])
    announce(directory)
    calls = directory / "calls.jsonl"
    writer = Program("recorder", [sys.executable, "-m", "bench.chaos.recorder", str(calls), here[0]], speaks=True)
    writer.start()
    stack.callback(writer.kill)
    house = open_house(load_settings(data=directory / "data", database_url=url, broker_url=broker))
    stack.callback(house.close)
    body = CAMUNDA.automatic("a").replace(f'"{TOPIC}"', f'"{OUTSIDE}"')
    flows = '<sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/>'
    diagram = process(_KEY, f'<startEvent id="s"/>{body}<endEvent id="e"/>{flows}')
    deploy(house.context(), Deployment("prov", {f"{_KEY}.bpmn": diagram}))
    environment = {
        "PYTHONPATH": str(directory),
        "STEGVIS_DATABASE_URL": url,
        "STEGVIS_BROKER_URL": broker,
        "STEGVIS_DATA": str(directory / "data"),
        "STEGVIS_HANDLER_SKRIVARE": writer.address + "/",
        "STEGVIS_HANDLER_DROJ": str(_SLOW),
        "STEGVIS_WORKER_LEASE_SECONDS": str(LEASE),
    }
    for name in names:
        worker = Program(name, _on(name), environment, directory / f"{name}.txt")
        worker.start()
        stack.callback(worker.kill)
    house.start_hints()
    for _ in range(_CASES):
        start_instance(house.context(), StartInstance(key=_KEY))
    until(lambda: len(_held_by(house, names[0])) > 1 and len(_held_by(house, names[1])) > 1, "both hosts work")
    return _cut(house, names[0], calls)


def _on(name: str) -> list[str]:
    """A worker on a host of that name."""
    worker = f"{sys.executable} -m app.cli worker --concurrency=4 --hostname={name}@{name}"
    return ["ip", "netns", "exec", name, "unshare", "--uts", "sh", "-c", f"hostname {name} && exec {worker}"]


def _held_by(house: House, name: str) -> list[str]:
    """The jobs that a host holds."""
    jobs = list_jobs(house.context(), JobQuery(page=Page(size=1000)))
    return [job.id for job in jobs if (job.owner or "").startswith(name)]


def _cut(house: House, name: str, calls: Path) -> dict[str, float]:
    """Cut the line of one host, wait until the other has done all, and join them again."""
    held = len(_held_by(house, name))
    subprocess.run(["ip", "-n", name, "link", "set", "eth0", "down"], check=True)
    cut = time.monotonic()
    until(lambda: not _held_by(house, name), "the other takes over")
    takeover = time.monotonic() - cut
    running = InstanceQuery(definition_key=_KEY, active=True)
    until(lambda: count_instances(house.context(), running) == 0, "every case ends")
    ended = count_instances(house.context(), InstanceQuery(definition_key=_KEY))
    subprocess.run(["ip", "-n", name, "link", "set", "eth0", "up"], check=True)
    time.sleep(LEASE)  # what the lonely one still wants to say is said now
    written = recorded(calls)
    return {
        "lease_s": LEASE,
        "held_when_cut": held,
        "takeover_s": round(takeover, 1),
        "cases": ended,
        "open": count_instances(house.context(), running),
        "stale": count_instances(house.context(), InstanceQuery(definition_key=_KEY)) - ended,
        "calls": written.calls,
        "repeated_calls": written.repeated,
        "strange_keys": written.strange,
    }


if __name__ == "__main__":
    main()
