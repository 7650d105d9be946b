"""The entries of a list file: packed and read again as they were, and every repetition found."""

from datetime import date

import pytest

from usecases import blacklist_files
from usecases.blacklist_entries import SOME, Entries
from usecases.blacklist_files import read_list
from usecases.blacklist_rows import NewEntry


def entries(*names: str) -> Entries:
    found = Entries()
    for line, name in enumerate(names, 2):
        found.append(NewEntry(line, name, reason="无证", from_on=date(2026, 1, 2)))
    return found


def test_entries_are_read_again_as_they_were_however_many() -> None:
    names = [f"第{n}户" for n in range(2 * SOME + 3)]

    found = entries(*names)

    assert [len(page) for page in found.pages()] == [SOME, SOME, 3]
    assert list(found) == [
        NewEntry(line, name, reason="无证", from_on=date(2026, 1, 2)) for line, name in enumerate(names, 2)
    ]


def test_every_repetition_names_the_first_line_even_far_behind_it() -> None:
    names = ["林海生", *(f"第{n}户" for n in range(2 * SOME)), "林海生", "王小明", "林海生"]

    again = [(entry.line, first) for entry, first in entries(*names).repeated()]

    assert again == [(2 * SOME + 3, 2), (2 * SOME + 5, 2)]
    assert list(entries("林海生", "王小明").repeated()) == []


def test_faults_are_listed_up_to_a_bound_and_the_last_says_from_where_they_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(blacklist_files, "MOST_FAULTS", 3)

    found = read_list(("name\n" + "\n".join(",多" for _ in range(9))).encode())

    assert [fault.line for fault in found.faults] == [2, 3, 4, 5]
    assert found.faults[-1].message == "已列出 3 处错误，这一行及以后的没有列出"
