"""The peers on SpiffWorkflow: bare in memory, and the beginner's app, which keeps each workflow as JSON in SQLite.

Both use it as its documentation shows: its BPMN parser and workflow, scripts that call a function of the program, and
its serializer. The beginner is a good one: diagrams are parsed once, the connection stays open and has the pragmas that
Stegvis uses, and a step is one row read and written in one transaction.
"""

import sqlite3
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs import BpmnProcessSpec
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from bench.clock import Stopwatch
from bench.workloads import TOPIC, Dialect, Workload, sent

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "wal_autocheckpoint=4000")
# Its service task does nothing by itself; a script that calls a function is how its users do such work.
PYTHON = Dialect(
    automatic=lambda id: f'<scriptTask id="{id}" name="{id}"><script>kvitto = {TOPIC}(nr)</script></scriptTask>',
    below=lambda limit: f"nr &lt; {limit}",
)


class _Program:
    """What both have in common: specifications, parsed once, and the script engine."""

    def __init__(self) -> None:
        self._specs: dict[str, BpmnProcessSpec] = {}
        self.engine = PythonScriptEngine(TaskDataEnvironment({TOPIC: lambda number: f"kvitto {number}"}))

    def new(self, workload: Workload) -> BpmnWorkflow:
        """A workflow at its first user task."""
        spec = self._specs.get(workload.name)
        if spec is None:
            parser = BpmnParser()
            parser.add_bpmn_io(BytesIO(workload.diagram(PYTHON)))
            spec = self._specs[workload.name] = parser.get_spec(workload.name)
        workflow = BpmnWorkflow(spec, script_engine=self.engine)
        workflow.do_engine_steps()
        return workflow

    def step(self, workflow: BpmnWorkflow, values: Mapping[str, object]) -> None:
        """Complete the user task that is ready."""
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        task.set_data(**values)
        task.run()
        workflow.do_engine_steps()


class InMemory(_Program):
    """SpiffWorkflow with nothing around it: what is not over when the program stops is lost."""

    name = "peer.spiff_memory."

    def walk(self, workload: Workload) -> list[float]:
        """CPU time of each step of a case."""
        watch = Stopwatch()
        workflow = self.new(workload)
        for step in range(1, workload.steps + 1):
            with watch.lap():
                self.step(workflow, sent(step))
        _must_have_ended(workflow, workload)
        return watch.laps


class Naive(_Program):
    """The beginner's app."""

    name = "peer.naive."

    def __init__(self, directory: Path) -> None:
        """`directory`: where its database file is made."""
        super().__init__()
        self._serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
        self._database = sqlite3.connect(directory / "naive.db")
        for pragma in _PRAGMAS:
            self._database.execute(f"PRAGMA {pragma}")
        self._database.execute("CREATE TABLE workflow (id TEXT PRIMARY KEY, state TEXT NOT NULL)")

    def walk(self, workload: Workload) -> list[float]:
        """CPU time of each step of a case."""
        watch = Stopwatch()
        id = self._start(workload)
        for step in range(1, workload.steps + 1):
            with watch.lap():
                self._complete(id, sent(step))
        _must_have_ended(self._read(id), workload)
        return watch.laps

    def _start(self, workload: Workload) -> str:
        id = str(uuid4())
        state = self._serializer.serialize_json(self.new(workload))
        with self._database:
            self._database.execute("INSERT INTO workflow VALUES (?, ?)", (id, state))
        return id

    def _complete(self, id: str, values: Mapping[str, object]) -> None:
        workflow = self._read(id)
        self.step(workflow, values)
        state = self._serializer.serialize_json(workflow)
        with self._database:
            self._database.execute("UPDATE workflow SET state = ? WHERE id = ?", (state, id))

    def _read(self, id: str) -> BpmnWorkflow:
        (state,) = self._database.execute("SELECT state FROM workflow WHERE id = ?", (id,)).fetchone()
        workflow = self._serializer.deserialize_json(state)
        workflow.script_engine = self.engine
        return workflow

    def close(self) -> None:
        """Close the database."""
        self._database.close()


def _must_have_ended(workflow: BpmnWorkflow, workload: Workload) -> None:
    """A peer that has not done the work has no time worth comparing."""
    if not workflow.completed:
        raise RuntimeError(f"{workload.name} did not end after {workload.steps} steps")
