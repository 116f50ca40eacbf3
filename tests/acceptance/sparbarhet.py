"""The page docs/sparbarhet.md: each step beside its elements, forms and tests.

`python -m tests.acceptance.sparbarhet` writes it.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from app.definitions.model import Diagram, Node, Process
from app.definitions.reader import read
from tests.acceptance.steg import STEG

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "sparbarhet.md"


def bundled() -> tuple[Diagram, ...]:
    """The diagrams under bpmn/, each without findings."""
    diagrams = []
    for path in sorted((ROOT / "bpmn").glob("*.bpmn")):
        diagram, findings = read(path.read_bytes(), path.name)
        assert diagram is not None, findings
        assert not findings, "\n".join(map(str, findings))
        diagrams.append(diagram)
    return tuple(diagrams)


def realising(step: str, diagrams: tuple[Diagram, ...]) -> Iterator[tuple[Process, Node]]:
    """The elements whose property `kalla` names the step."""
    for diagram in diagrams:
        for process in diagram.processes:
            for node in process.nodes.values():
                if step in node.properties.get("kalla", "").split():
                    yield process, node


def forms_of(node: Node, diagrams: tuple[Diagram, ...]) -> Iterator[str]:
    """The form of a user task; of a call activity, the forms of the process that it calls."""
    if node.user_task is not None and node.user_task.form is not None:
        yield node.user_task.form.key
    if node.called is not None:
        for diagram in diagrams:
            for process in diagram.processes:
                if process.key == node.called.key:
                    for inner in process.nodes.values():
                        if inner.user_task is not None and inner.user_task.form is not None:
                            yield inner.user_task.form.key


def proofs_of(step: str) -> Iterator[str]:
    """Tests marked `@pytest.mark.steg("…")` with the step."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(step in _steps(mark) for mark in node.decorator_list):
                yield f"{path.relative_to(ROOT)}::{node.name}"


def _steps(mark: ast.expr) -> tuple[str, ...]:
    if not (isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr == "steg"):
        return ()
    return tuple(str(argument.value) for argument in mark.args if isinstance(argument, ast.Constant))


def page() -> str:
    """The whole page."""
    diagrams = bundled()
    lines = [
        "# Spårbarhet",
        "",
        "Varje steg i de tre processerna, med egna ord, och var det finns: element, formulär och prov. Sidan görs av",
        "`python -m tests.acceptance.sparbarhet`, och ett prov ser till att den stämmer.",
        "",
        "B är socialtjänstens process i sex steg, M hjälpmedel inom myndigheten, V hjälpmedel hos utföraren.",
        "",
    ]
    for step, said in STEG.items():
        lines += [f"## {step}", "", f"*{said.vem.capitalize()}.* {said.vad}", ""]
        if said.varde_in:
            lines += [f"- Värde in: {', '.join(said.varde_in)}"]
        if said.varde_ut:
            lines += [f"- Värde ut: {', '.join(said.varde_ut)}"]
        found = list(realising(step, diagrams))
        elements = [f"`{process.key}.{node.id}` {' '.join(node.name.split())}" for process, node in found]
        lines += [f"- Element: {'; '.join(elements)}"]
        forms = sorted({form for _, node in found for form in forms_of(node, diagrams)})
        if forms:
            lines += [f"- Formulär: {', '.join(f'`{form}`' for form in forms)}"]
        lines += ["- Prov:", *(f"  - `{test}`" for test in proofs_of(step)), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
