"""The house keeps its own rules: sizes, names, fences, and lock files that say nothing of any machine."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import entry_points, packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CODE = sorted(
    file
    for top in ("app", "handlers", "bench")
    for file in (ROOT / top).rglob("*.py")
    if "node_modules" not in file.parts
)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MADE = {"node_modules", "dist", "build", "data", "__pycache__"}  # by the house itself, never committed
PINNED = re.compile(r"^([a-z0-9.-]+)==([^\s;\\]+)", re.MULTILINE)


def committed() -> Iterator[tuple[Path, str]]:
    """What is in the tree and is text, as far as a walk can tell."""
    for file in ROOT.rglob("*"):
        parts = file.relative_to(ROOT).parts
        if MADE & set(parts) or (parts[0].startswith(".") and parts[0] != ".ci") or not file.is_file():
            continue
        try:
            yield file.relative_to(ROOT), file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(*groups: str) -> set[str]:
    requirements = list(PROJECT["project"]["dependencies"])
    for group in groups:
        requirements += PROJECT["dependency-groups"][group]
    return {canonical(re.split(r"[<>=!~\[; ]", requirement)[0]) for requirement in requirements}


def imported(files: list[Path]) -> set[str]:
    """Top-level names of everything imported."""
    names: set[str] = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names.add(node.module.partition(".")[0])
    return names


def undeclared(files: list[Path], allowed: set[str]) -> set[str]:
    distributions = packages_distributions()
    own = {"app", "handlers", "bench", "tests", *sys.stdlib_module_names}
    return {
        name
        for name in imported(files) - own
        if not allowed & {canonical(distribution) for distribution in distributions.get(name, [])}
    }


def test_no_module_is_longer_than_400_lines() -> None:
    long = {str(file.relative_to(ROOT)) for file in CODE if len(file.read_text(encoding="utf-8").splitlines()) > 400}
    assert long == set()


def test_no_function_is_longer_than_50_lines() -> None:
    long = {
        f"{file.relative_to(ROOT)}:{function.lineno} {function.name}"
        for file in CODE
        if "migrations" not in file.parts  # a migration is a record of tables, one statement after another
        for function in functions(file)
        if (function.end_lineno or 0) - function.lineno + 1 > 50
    }
    assert long == set()


def test_type_checks_are_silenced_in_the_engine_only() -> None:
    silenced = re.compile(r"#\s*type:\s*ignore")
    found = {
        str(file.relative_to(ROOT))
        for file in CODE + TESTS
        if silenced.search(file.read_text(encoding="utf-8")) and not file.is_relative_to(ROOT / "app" / "engine")
    }
    assert found == set()


def test_no_class_or_module_is_a_service_manager_helper_or_util() -> None:
    empty_word = re.compile(r"(service|manager|helpers?|utils?)$", re.IGNORECASE)
    named = [(file, file.stem) for file in CODE]
    for file in CODE:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        named += [(file, node.name) for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    assert {f"{file.relative_to(ROOT)}: {name}" for file, name in named if empty_word.search(name)} == set()


def test_no_committed_file_names_a_registry_or_a_place_on_someones_machine() -> None:
    registry = r"(?:pypi|pythonhosted|npmjs|yarnpkg)\.\w"
    place = r"(?<![\w.])/(?:work|root|home|Users)/\w"
    found = re.compile(f"{registry}|{place}")
    assert {str(file): match.group() for file, text in committed() if (match := found.search(text))} == {}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-bundles.txt", "requirements-dev.txt"])
def test_every_locked_package_has_a_hash(name: str) -> None:
    blocks = re.split(r"\n(?=\S)", (ROOT / name).read_text(encoding="utf-8").strip())
    assert [block for block in blocks if not PINNED.match(block) or "--hash=sha256:" not in block] == []


def test_what_the_project_declares_is_locked() -> None:
    runtime = {name for name, _ in PINNED.findall((ROOT / "requirements.txt").read_text(encoding="utf-8"))}
    dev = {name for name, _ in PINNED.findall((ROOT / "requirements-dev.txt").read_text(encoding="utf-8"))}
    assert declared("setup") <= runtime
    assert declared("setup", "bundles", "dev") <= dev


def test_tests_run_with_the_versions_that_serve() -> None:
    runtime = set(PINNED.findall((ROOT / "requirements.txt").read_text(encoding="utf-8")))
    dev = set(PINNED.findall((ROOT / "requirements-dev.txt").read_text(encoding="utf-8")))
    assert runtime - dev == set()


def test_every_front_end_package_is_locked_by_its_digest_and_by_no_address() -> None:
    packages = json.loads((ROOT / "app/frontend/package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert len(packages) > 1
    for path, package in packages.items():
        assert "resolved" not in package, path
        assert path == "" or package["integrity"].startswith("sha512-"), path


def test_what_the_app_imports_is_declared() -> None:
    installed_first = [file for file in CODE if file.name != "build_hook.py"]  # hatchling brings what that one needs
    measuring = [file for file in installed_first if file.is_relative_to(ROOT / "bench")]
    assert undeclared([file for file in installed_first if file not in measuring], declared()) == set()
    assert undeclared(measuring, declared("dev")) == set()


def test_what_is_declared_is_imported() -> None:
    distributions = packages_distributions()
    used = {canonical(name) for module in imported(CODE) for name in distributions.get(module, [])}
    loaded_by_name = {"govuk-frontend-jinja", "psycopg"}  # templates; the driver that a database URL asks for
    assert declared() - used == loaded_by_name


def test_what_the_tests_import_is_declared() -> None:
    assert undeclared(TESTS, declared("dev")) == set()


def test_the_setup_imports_only_the_standard_library() -> None:
    files = [file for file in (ROOT / "app" / "house").glob("*.py") if file.name != "build_hook.py"]
    assert imported(files) - sys.stdlib_module_names == {"app"}


def test_entry_points_are_those_of_the_project_file() -> None:
    for group, named in PROJECT["project"]["entry-points"].items():
        assert {point.name: point.value for point in entry_points(group=group)}.items() >= named.items()


def test_import_contracts_fence_what_must_be_fenced() -> None:
    contracts = {contract["id"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]}
    layers = contracts["layers"]
    assert (layers["type"], layers["exhaustive"], layers["containers"]) == ("layers", True, ["app"])
    assert contracts["acyclic"]["type"] == "acyclic_siblings"
    assert contracts["handlers"]["forbidden_modules"] == ["app.*"]
    fences = {
        library: set(contract["allowed_importers"])
        for contract in contracts.values()
        for library in contract.get("protected_modules", [])
    }
    assert fences["SpiffWorkflow"] == {"app.engine", "bench.spiff"}
    assert fences["lxml"] == {"app.definitions"}
    assert fences["sqlalchemy"] == {"app.store", "app.usecases", "app.bootstrap", "bench.stegvis"}
    assert fences["flask"] == {"app.rest", "app.pages", "app.bootstrap"}
    assert fences["pydantic"] == {"app.rest", "app.settings"}


def test_import_contracts_hold() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_run_answers_from_any_directory_and_names_its_commands(tmp_path: Path) -> None:
    done = subprocess.run([ROOT / "run", "help"], cwd=tmp_path, capture_output=True, text=True, check=True)
    commands = ("demo", "serve", "worker", "stegvis", "test", "check", "bench", "lock")
    assert all(f"./run {command}" in done.stdout for command in commands)


def test_run_refuses_a_command_it_does_not_have() -> None:
    done = subprocess.run([ROOT / "run", "flyg"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "inget kommando 'flyg'" in done.stderr
