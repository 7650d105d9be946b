"""The house keeps its own rules: what import-linter and ruff cannot see."""

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PRODUCT = (
    "adapters", "benchmarks", "city", "cli", "content", "daemon", "migrations", "models", "ports", "rules", "tui",
    "usecases", "wiring",
)  # fmt: skip
LONGEST, USUAL, SHARE = 40, 30, 0.95
Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(*folders: str) -> list[Path]:
    """Return every Python file of some folders, without the generated migrations."""
    found = (file for folder in folders for file in (ROOT / folder).rglob("*.py"))
    return sorted(file for file in found if "versions" not in file.parts)


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def functions(file: Path) -> Iterator[Function]:
    yield from (node for node in ast.walk(parsed(file)) if isinstance(node, Function))


def length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def name_of(file: Path, function: Function) -> str:
    return f"{file.relative_to(ROOT)}:{function.lineno} {function.name}"


def test_every_file_opens_with_its_job() -> None:
    silent = [str(f.relative_to(ROOT)) for f in files(*PRODUCT, "tests") if not ast.get_docstring(parsed(f))]

    assert silent == []


def test_no_function_is_longer_than_forty_lines_and_nearly_all_are_under_thirty() -> None:
    lengths = {name_of(f, each): length(each) for f in files(*PRODUCT) for each in functions(f)}

    assert {name: n for name, n in lengths.items() if n > LONGEST} == {}
    under = sum(n < USUAL for n in lengths.values()) / len(lengths)
    assert under >= SHARE, sorted(((n, name) for name, n in lengths.items() if n >= USUAL), reverse=True)
    assert statistics.median(lengths.values()) <= 10


def test_no_file_is_above_four_hundred_lines() -> None:
    long = {str(f.relative_to(ROOT)): n for f in files(*PRODUCT) if (n := len(f.read_text("utf-8").splitlines())) > 400}

    assert long == {}


def test_only_the_gate_and_the_migrations_commit() -> None:
    spoken = re.compile(r"\.commit\(|\.begin\(\)")
    found = {str(f.relative_to(ROOT)) for f in files(*PRODUCT) if spoken.search(f.read_text(encoding="utf-8"))}

    theirs = "adapters/engine/frontend/"  # another office's tables are written like a call: at once, never with ours
    ours = {name for name in found if name.split("/")[0] not in {"wiring", "city", "benchmarks"}}
    assert {name for name in ours if not name.startswith(theirs)} == set()


def test_a_use_case_takes_a_session_or_another_office_never_both() -> None:
    def words(function: Function) -> str:
        arguments = [*function.args.args, *function.args.kwonlyargs]
        return " ".join(ast.unparse(each.annotation) for each in arguments if each.annotation)

    offices = re.compile(r"Platform|IntakeChannel|Register\b|DefaulterList|Outside\b")
    both = [
        name_of(f, each)
        for f in files("usecases")
        for each in functions(f)
        if "Session" in words(each) and offices.search(words(each))
    ]

    assert both == []


def test_no_product_code_waits_for_a_later_day() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError")

    assert [str(f.relative_to(ROOT)) for f in files(*PRODUCT) if later.search(f.read_text(encoding="utf-8"))] == []


def test_no_test_replaces_what_it_tests() -> None:
    replaced = re.compile(r"unittest\.mock|\bMock\(|\bpatch\(")
    found = [str(f.relative_to(ROOT)) for f in files("tests") if replaced.search(f.read_text(encoding="utf-8"))]

    assert [name for name in found if name != "tests/test_architecture.py"] == []


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("tui.app", ["daemon", "apscheduler", "alembic", "aiohttp", "city"]),
        ("daemon.service", ["tui", "textual", "alembic", "city", "aiohttp"]),
        ("cli.__main__", ["sqlalchemy", "httpx", "textual", "structlog", "pydantic", "argparse"]),
        ("rules", ["sqlalchemy", "httpx", "textual", "pydantic"]),
        ("city", ["models", "ports", "adapters", "rules", "wiring", "usecases", "httpx"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_importing_one_part_does_not_bring_the_others(module: str, absent: list[str]) -> None:
    script = f"import sys, {module}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"

    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True)

    assert set(loaded.stdout.split()) & set(absent) == set()
