"""How long what crossed is kept: each kind its term, the longest in doubt, no two terms for one kind at one time."""

from datetime import date

import pytest

from content.retentionbook import retention
from models.errors import InvalidInput
from rules.retention import parse
from wiring.config import Kind

TODAY = date(2026, 11, 22)
ROW = """[[retention]]
code = "{code}"
title = "往来"
kinds = ["credit"]
days = {days}
basis = "《网络安全法》"
valid_from = {since}
{until}
"""
KEYS = ("code", "title", "kinds", "days", "basis", "valid_from")


def row(code: str = "a", days: int = 30, since: str = "2020-01-01", until: str = "") -> str:
    return ROW.format(code=code, days=days, since=since, until=f"valid_to = {until}" if until else "")


@pytest.mark.parametrize("kind", Kind.__args__)  # type: ignore[attr-defined]
def test_every_kind_of_system_has_a_term_of_its_own_with_its_basis(kind: str) -> None:
    term = retention().term(kind, TODAY)

    assert kind in term.kinds
    assert term.basis
    assert term.days >= 184


def test_what_nobody_named_is_kept_longest() -> None:
    assert retention().term("unheard of", TODAY).days == max(one.days for one in retention().terms)


@pytest.mark.parametrize(("old", "new"), [(60, 1), (1, 60)], ids=["shortened", "prolonged"])
def test_the_term_counts_that_is_in_force_on_the_day(old: int, new: int) -> None:
    rows = row("old", old, until="2026-11-21"), row("new", new, since="2026-11-22")

    for text in ("".join(rows), "".join(reversed(rows))):
        book = parse(text)
        assert (book.term("credit", date(2026, 11, 21)).days, book.term("credit", TODAY).days) == (old, new)
        assert not book.term("credit", TODAY).verified


def test_a_term_counts_from_the_day_after() -> None:
    (term,) = parse(row(days=30)).terms

    assert term.last_day(date(2026, 1, 31)) == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (row("a") + row("b"), "“a”与“b”"),
        (row("a", until="2026-11-22") + row("b", since="2026-11-22"), "“a”与“b”"),
        (row(days=0), "days"),
        (row() + "colour = 1\n", "colour"),
        *(("\n".join(each for each in row().splitlines() if not each.startswith(key)), key) for key in KEYS),
        ("", "空的"),
    ],
    ids=["twice", "one day in common", "no days", "unknown key", *KEYS, "nothing"],
)
def test_a_table_that_cannot_be_right_is_refused_by_name(text: str, named: str) -> None:
    with pytest.raises(InvalidInput, match=named):
        parse(text)
