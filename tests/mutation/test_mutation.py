"""The mutation run itself: which changes it makes, and a small sample that stays killed."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from tests.mutation.bonds import Bonds, page_of
from tests.mutation.grafting import graft
from tests.mutation.mutants import mutants_of
from tests.mutation.running import ROOT, SURVIVED
from tests.mutation.scores import HEAD, RULE, scores, write_scores

PERIODS = ROOT / "tests" / "rules" / "test_periods.py"


def changes(tmp_path: Path, source: str) -> list[str]:
    file = tmp_path / "one.py"
    file.write_text(source, encoding="utf-8")
    return [mutant.change for mutant in mutants_of(file, tmp_path)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f(a, b):\n    return a < b\n", ["return a < b → return None", "a < b → a <= b"]),
        ("def f(a):\n    g(a or not a)\n", ["g(a or not a) → (nothing)", "a or not a → a and (not a)", "not a → a"]),
        ("X = 5\n", ["5 → 6", "5 → 4"]),
        ("X = True\n", ["True → False"]),
        ("X = (1.5, 2.5)\n", ["(1.5, 2.5) → (2.5,)", "(1.5, 2.5) → (1.5,)"]),
        ("X = {'a': 'b', 'c': 'd'}\n", ["{'a': 'b', 'c': 'd'} → {'c': 'd'}", "{'a': 'b', 'c': 'd'} → {'a': 'b'}"]),
        ("def f(a, b):\n    g(a, b)\n", ["g(a, b) → (nothing)", "g(a, b) → g(b, a)"]),
        ("def f(a):\n    if a:\n        raise a\n", ["if a: raise a → if not a: raise a", "raise a → (nothing)"]),
        ("def f(a, b):\n    return False\n", ["False → True"]),
    ],
)  # fmt: skip
def test_every_kind_of_change_is_made(tmp_path: Path, source: str, expected: list[str]) -> None:
    assert changes(tmp_path, source) == expected


@pytest.mark.parametrize(
    "source",
    [
        '"""A text."""\n',
        "from a import b\n",
        "def f(a: int | None) -> tuple[int, str]:\n    'A text.'\n",
        "BASIS = LegalBasis('a', 2020, 'b')\n",
        "def f(a):\n    f'{a + 1}'\n    return None\n",
        "Alias = dict[str, int]\n",
    ],
    ids=["docstring", "import", "annotations", "basis", "text with places", "name of a type"],
)
def test_what_says_nothing_is_left_alone(tmp_path: Path, source: str) -> None:
    assert [change for change in changes(tmp_path, source) if "(nothing)" not in change] == []


MADE = """
from dataclasses import dataclass
MOST = 3
def rows():
    return (MOST, MOST * 2)
TABLE = rows()
@dataclass(frozen=True, slots=True)
class Row:
    name: str
    count: int = 50
def may(count, most=MOST):
    return count <= most
"""
READS = """
from made_rows import MOST, Row, may, TABLE as KNOWN
WHOLE = {"most": (*KNOWN, MOST)}
ROWS = (Row("one"),)
def allowed(count):
    return may(count)
"""
Modules = tuple[ModuleType, ModuleType]


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Modules]:
    for name, source in (("made_rows", MADE), ("reads_rows", READS)):
        (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield import_module("made_rows"), import_module("reads_rows")
    del sys.modules["made_rows"], sys.modules["reads_rows"]


def put(change: str, made: ModuleType) -> None:
    file = Path(str(made.__file__))
    bonds = Bonds.among([page_of("made_rows", MADE), page_of("reads_rows", READS)])
    graft(next(each for each in mutants_of(file, file.parent) if each.change == change), bonds)


def test_a_changed_constant_reaches_the_tables_and_defaults_made_of_it_in_every_module(modules: Modules) -> None:
    made, reads = modules

    put("3 → 4", made)

    assert (made.MOST, made.TABLE, reads.MOST, reads.KNOWN) == (4, (4, 8), 4, (4, 8))
    assert reads.WHOLE == {"most": (4, 8, 4)}
    assert reads.allowed(4)


def test_a_changed_default_of_a_class_reaches_the_rows_made_before(modules: Modules) -> None:
    made, reads = modules

    put("50 → 51", made)

    assert [(row.count, type(row)) for row in reads.ROWS] == [(51, made.Row)]


def test_a_changed_function_is_the_one_that_everybody_has_and_its_tables_are_made_again(modules: Modules) -> None:
    made, reads = modules
    before = reads.may

    put("count <= most → count < most", made)
    put("MOST * 2 → MOST // 2", made)

    assert reads.may is before
    assert not reads.allowed(3)
    assert reads.WHOLE == {"most": (3, 1, 3)}


def test_a_sample_of_the_mutants_is_killed() -> None:
    words = [sys.executable, "-m", "tests.mutation", "--examples", "5", "--tests", str(PERIODS)]

    sample = subprocess.run(
        [*words, "--module", "rules.periods", "--every", "9"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (sample.returncode, sample.stderr) == (0, ""), sample.stdout
    assert "100.00 %" in sample.stdout


def test_a_run_replaces_the_scores_of_its_files_and_leaves_the_others(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Head\n\n{HEAD}\n{RULE}\n", encoding="utf-8")

    write_scores(page, {"rules/b.py": (1, 2, 4), "rules/a.py": (3, 3, 3)}, date(2026, 1, 2))
    write_scores(page, {"rules/b.py": (2, 2, 4)}, date(2026, 1, 3))

    rows = [
        "| `rules/a.py` | 100.0 % | 3 | 3 of 3 | 2026-01-02 |",
        "| `rules/b.py` | 100.0 % | 2 | 2 of 4 | 2026-01-03 |",
    ]
    assert page.read_text(encoding="utf-8").splitlines() == ["# Head", "", HEAD, RULE, *rows]


def test_what_was_not_tried_does_not_count_as_killed() -> None:
    one, two, three = mutants = list(mutants_of(ROOT / "rules" / "judging.py", ROOT))[:3]

    assert scores(mutants, {0: SURVIVED, 2: "killed"}, [one, two, three]) == {"rules/judging.py": (1, 2, 3)}
