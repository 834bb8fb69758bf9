"""Who may import whom: the order of the house (docs/design.md, 4)."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from o2s_lib.settings import project_folder

ROOT = project_folder()
LIBRARY = ROOT / "o2s_lib"

GROUND = {"__init__", "errors", "issues", "settings", "money", "identifiers", "labels", "text", "clock"}
LAYERS = [
    "spreadsheets",
    "fields",
    "matching",
    "store",
    "journal",
    "access",
    "jobs",
    "contacts",
    "accounts",
    "imports",
    "aggregation",
    "duplicates",
    "portfolios",
    "queries",
    "training",
    "demo",
    "commands",
    "cli",
    "__main__",
]
"""Ground floor first: a part imports only from the parts before it. `spreadsheets`, `fields` and `matching` know no store."""


def _modules() -> list[Path]:
    return sorted(path for path in LIBRARY.rglob("*.py") if "__pycache__" not in path.parts)


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted module) of every import, also those inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            if node.module == "o2s_lib":
                for alias in node.names:
                    yield node.lineno, f"o2s_lib.{alias.name}"
            else:
                yield node.lineno, node.module or ""


def _part(path: Path) -> str:
    return path.relative_to(LIBRARY).with_suffix("").parts[0]


def test_every_part_of_the_library_has_its_place() -> None:
    assert {_part(path) for path in _modules()} - GROUND - set(LAYERS) == set()


def test_a_part_imports_only_what_stands_before_it() -> None:
    rank = dict.fromkeys(GROUND, 0) | {name: position for position, name in enumerate(LAYERS, start=1)}
    wrong = []
    for path in _modules():
        own = _part(path)
        for line, module in _imports(path):
            other = module.split(".")[1] if module.startswith("o2s_lib.") else None
            if (
                other is not None
                and other != own
                and (rank.get(other, 99) >= rank[own] and not (other in GROUND and own in GROUND))
            ):
                wrong.append(f"{path.relative_to(ROOT)}:{line} imports {module}")
    assert wrong == []


@pytest.mark.parametrize("part", ["spreadsheets", "fields", "matching"])
def test_readers_rules_and_matching_know_no_database(part: str) -> None:
    known = ("sqlalchemy", "sqlmodel", "psycopg", "sqlite3", "alembic")
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in _modules()
        if _part(path) == part
        for line, module in _imports(path)
        if module.split(".")[0] in known
    ]
    assert wrong == []


def test_the_library_never_imports_streamlit_nor_the_pages() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in _modules()
        for line, module in _imports(path)
        if module.split(".")[0] in ("streamlit", "pages", "tests")
    ]
    assert wrong == []


def test_no_module_of_the_library_brings_streamlit_in_by_a_detour() -> None:
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in _modules()
        if "migrations" not in path.parts and path.name != "__main__.py"
    ]
    code = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)\nprint('streamlit' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, *names], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("False", 0), done.stderr


def test_the_database_is_opened_in_one_place() -> None:
    allowed = {Path("o2s_lib/store/connections.py"), Path("o2s_lib/store/migrating.py")}
    wrong = []
    for path in _modules():
        if path.relative_to(ROOT) in allowed:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-2:] in (
                ["create_engine"],
                ["sqlite3", "connect"],
            ):
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert wrong == []


def test_no_script_stands_directly_in_the_folder_of_the_pages() -> None:
    # Streamlit would open it by its address on a fresh server, whatever the menu says.
    assert [path.name for path in (ROOT / "pages").glob("*.py")] == []


def test_pages_do_not_open_the_database_themselves() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in sorted((ROOT / "pages").rglob("*.py"))
        for line, module in _imports(path)
        if module.split(".")[0] in ("sqlalchemy", "sqlmodel", "psycopg", "sqlite3", "alembic")
    ]
    assert wrong == []
