"""How large the terminal is: as it was said, as it is, or as usual."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from wiring.screen import USUAL, screen_size


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A standard output that is a terminal of 100 columns and 30 lines."""
    monkeypatch.setattr("os.get_terminal_size", lambda _file: os.terminal_size((100, 30)))
    with Path(os.devnull).open("w", encoding="utf-8") as stream:
        monkeypatch.setattr("sys.__stdout__", stream)
        yield


@pytest.mark.usefixtures("terminal")
def test_the_size_is_that_of_the_terminal() -> None:
    assert screen_size() == (100, 30)


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(("said", "size"), [("60", (60, 30)), ("0", (100, 30)), ("-5", (100, 30)), ("wide", (100, 30))])
def test_columns_that_are_said_count_more(monkeypatch: pytest.MonkeyPatch, said: str, size: tuple[int, int]) -> None:
    monkeypatch.setenv("COLUMNS", said)

    assert screen_size() == size


def test_what_is_said_whole_needs_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.__stdout__", None)
    monkeypatch.setenv("COLUMNS", "132")
    monkeypatch.setenv("LINES", "43")

    assert screen_size() == (132, 43)


def test_without_a_terminal_the_usual_size_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.__stdout__", None)
    assert screen_size() == USUAL

    with Path(os.devnull).open("w", encoding="utf-8") as stream:
        monkeypatch.setattr("sys.__stdout__", stream)
        assert screen_size() == USUAL
    assert screen_size() == USUAL  # closed
