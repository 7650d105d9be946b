"""References from one law to another: told on exactly the days on which their number means another article."""

import pytest

from rules.lawbook import parse
from rules.lawreferences import stale


def row(table: str, text: str, first: str, last: str = "") -> str:
    """Return one row of a file with its days."""
    end = f"valid_to = {last}\n" if last else ""
    return f'[[{table}]]\n{text}\nvalid_from = {first}\n{end}mark = "law"\n'


def provision(instrument: str, number: int, about: str, first: str, last: str = "") -> str:
    text = f'id = "{instrument} {number}"\ninstrument = "{instrument}"\nref = "{number}"\nnumber = {number}'
    return row("provision", f'{text}\nabout = "{about}"', first, last)


def told(*provisions: str, until: str = "") -> list[str]:
    """Return what is told of 甲法 1, which cites 乙法 5 and means the smuggling that stood there in 2020."""
    laws = "".join(row("instrument", f'key = "{key}"\ntitle = "{key}法"\nedition = 1', "2020-01-01") for key in "XY")
    cited = 'id = "X 1"\ninstrument = "X"\nref = "1"\ncites = "Y"\nnumber = 5\nabout = "走私"'
    return list(stale(parse({"a.toml": laws + row("reference", cited, "2020-01-01", until) + "".join(provisions)})))


BEFORE = provision("Y", 5, "走私", "2020-01-01", "2020-12-31")
AFTER = provision("Y", 5, "运输", "2021-01-01")
MOVED = provision("Y", 6, "走私", "2021-01-01")


def test_a_number_that_means_another_article_is_told_with_where_that_article_stands_then() -> None:
    assert told(BEFORE, AFTER, MOVED) == ["X 1（a.toml第13行）引用Y第5条，2021-01-01起应为第6条（走私）"]
    assert told(AFTER, MOVED, BEFORE) == told(BEFORE, AFTER, MOVED)
    assert told(BEFORE, AFTER) == ["X 1（a.toml第13行）引用Y第5条，2021-01-01起应为第?条（走私）"]


@pytest.mark.parametrize(
    ("until", "days"),
    [("2020-12-31", []), ("2021-01-01", ["2021-01-01至2021-01-01"]), ("2021-06-30", ["2021-01-01至2021-06-30"])],
)
def test_only_the_days_on_which_both_hold_are_told(until: str, days: list[str]) -> None:
    assert [each.split("，")[1].split("应为")[0] for each in told(BEFORE, AFTER, MOVED, until=until)] == days


def test_the_same_number_of_another_law_and_other_numbers_are_no_fault() -> None:
    assert told(BEFORE, provision("X", 5, "运输", "2020-01-01"), provision("Y", 4, "运输", "2020-01-01")) == []
