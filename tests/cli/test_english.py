"""`--lang en`: what the command line itself says is English; what it was told stays as it is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import cli
from cli import __main__ as entry
from daemon.jobs import KINDS
from tui.language import catalogue_file, errors_in, read_catalogue

HAN = re.compile("[\u4e00-\u9fff]")
IN_BOTH = frozenset(  # in both languages, or data
    {"demo.py", "demo_cases.py", "demo_children.py", "demo_clerk.py", "demo_people.py", "demo_service.py"}
)
FILES = sorted(file for file in Path(cli.__file__).parent.glob("*.py") if file.name not in IN_BOTH)


def written(file: Path) -> Iterator[tuple[str, bool]]:
    """Yield every Chinese text of a command, and whether it is put together on the spot, which nobody can translate."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    skipped = {id(part) for node in ast.walk(tree) if _in_both(node) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value for part in node.values if isinstance(part, ast.Constant)]
            yield "".join(map(str, parts)), True
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.value, False


def _in_both(node: ast.AST) -> bool:
    """Tell whether a piece of code says its words in both languages itself, or is put together."""
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.Assign):
        return getattr(node.targets[0], "id", "") == "COMMANDS"
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "words"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_word_of_a_command_is_translated(file: Path) -> None:
    known = read_catalogue(catalogue_file("en")) | errors_in("en")
    texts = [(text, joined) for text, joined in written(file) if HAN.search(text)]

    assert [text for text, joined in texts if not joined and text not in known] == []
    assert [text for text, joined in texts if joined] == []


@pytest.mark.parametrize("words", [["officers"], ["officers", "add"], ["law", "term"], ["dossier", "close"]])
def test_the_help_of_a_command_is_english(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert entry.main(["--lang", "en", *words, "--help"]) == 0
    english = capsys.readouterr().out
    assert entry.main([*words, "--help"]) == 0

    assert not HAN.search(english)
    assert HAN.search(capsys.readouterr().out)


def test_a_wrong_call_is_english(capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main(["officers", "add", "x", "--lang", "en"]) == 2

    assert capsys.readouterr().err == (
        "The command is written wrongly: --name, --role, --as is missing. Nothing was done. "
        "See luqiao officers add --help.\n"
    )


def test_every_job_has_an_english_name() -> None:
    assert [kind.what for kind in KINDS if kind.what not in errors_in("en")] == []
