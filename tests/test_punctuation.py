"""Chinese punctuation: what a clerk reads has full-width marks, in the code, the law tables and the catalogue."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.test_architecture import ROOT, files, parsed
from tui.language import catalogue_file, read_catalogue

PACKAGES = ("adapters", "cli", "content", "daemon", "models", "ports", "rules", "tui", "usecases", "wiring")
HAN, CLOSING, OPENING = "\u3400-\u9fff", "”」』】〕）》。，；：", "“「『【〔（《"
HALF = re.compile(f"[{HAN}{CLOSING}] ?[,;:?!()]|[,;:?!()] ?[{HAN}{OPENING}]")
CITED = re.compile(
    r"第\([一二三四五六七八九十·]+\)[项目款]?"  # the sub-paragraphs of an article: 第(三)项
    r"|《[^》]*》(?:\([^()]*\))?"  # titles with their edition: 《行政许可法》(2019)
    r"|=\([^()]*\)"  # a description that stands for a character: 䶮=(上龙下天)
    r"|(?:systemd|keyring|file|env|test|other|https?): ?"  # written as they are: file:… , other:…
)
EXACT = frozenset({"compile", "maketrans", "LegalBasis", "fullmatch", "sub", "search", "removeprefix"})  # no prose


def prose(file: Path) -> Iterator[str]:
    """Yield the texts of a file, a placeholder as a dot; docstrings, patterns and citations are left out."""
    left_out: set[int] = set()
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in EXACT:
            left_out |= {id(part) for argument in node.args for part in ast.walk(argument)}
        elif isinstance(node, ast.Expr) or id(node) in left_out:
            left_out |= {id(node.value)} if isinstance(node, ast.Expr) else set()
        elif isinstance(node, ast.JoinedStr):
            left_out |= {id(part) for part in node.values if isinstance(part, ast.Constant)}
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "·" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def half_width(text: str) -> bool:
    return HALF.search(CITED.sub("", text)) is not None


def values(table: Any) -> Iterator[tuple[str, str]]:
    """Yield (key, text) of a table, whatever it holds."""
    for key, value in table.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                yield from values(each)
            elif isinstance(each, str):
                yield key, each


@pytest.mark.parametrize("package", PACKAGES)
def test_what_a_clerk_reads_has_chinese_punctuation(package: str) -> None:
    found = [f"{file.relative_to(ROOT)}: {text}" for file in files(package) for text in prose(file) if half_width(text)]

    assert found == []


def test_the_law_tables_have_chinese_punctuation_but_for_articles_and_titles() -> None:
    exact = {"article", "ref", "violated", "title", "note"}  # as cited, and notes to those who keep the tables
    tables = {file.name: tomllib.loads(file.read_text(encoding="utf-8")) for file in ROOT.glob("content/law/*.toml")}
    found = [(name, text) for name, table in tables.items() for key, text in values(table)
             if key not in exact and half_width(text)]  # fmt: skip

    assert found == []


def test_the_catalogue_has_chinese_punctuation() -> None:
    assert [source for source in read_catalogue(catalogue_file("en")) if half_width(source)] == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("已受理,请审查", True), ("共·件(含补正)", True), ("“甲”: 乙", True), ("第·行:文号", True),
        ("已受理，请审查（第三十四条）", False), ("《行政许可法》(2019)第三十二条第一款第(四)项", False),
        ("时间 12:30，1,000 元", False), ("写成 file: 引用", False),
    ],
)  # fmt: skip
def test_the_check_knows_what_is_prose(text: str, wrong: bool) -> None:
    assert half_width(text) is wrong
