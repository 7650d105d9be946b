"""What the queue looks up on SQLite: the same words as the migrations hold, and never the list of most rows for few."""

from itertools import product

import pytest

from migrations import words
from usecases.application_index import ALONE, FILTER, PAIRS, PASSED_ON, WORDS, expression

EVERY = {
    "state": (None, "received", "granted"), "item": (None, "new", "close"), "channel": (None, "kiosk"),
    "card": (None, "yellow"), "screening": (None, "pass"), "assigned_to": (None, "clerk"), "office": (None, "350206"),
}  # fmt: skip
FILTERS = [dict(zip(EVERY, values, strict=True)) for values in product(*EVERY.values())]


def frequent(column: str, value: str) -> str:
    return f'"{FILTER}{WORDS[column]}{value.encode().hex()}"'


def test_the_words_looked_up_are_those_that_the_migrations_hold() -> None:
    held = {(column, value): letter for column, (value, letter) in words.FREQUENT.items()}

    assert {**words.FILTERS, "office": "p"} == WORDS
    assert (held, words.ALONE) == (PAIRS, ALONE)
    assert PASSED_ON in words.OFFICES.values()


@pytest.mark.parametrize(("column", "value"), list(PAIRS), ids=str)
def test_what_most_rows_are_is_looked_up_whole_only_where_nothing_else_is_asked(column: str, value: str) -> None:
    asked = [each for each in FILTERS if each[column] == value]

    for wanted in asked:
        others = [name for name, other in wanted.items() if other and name not in {column, ALONE}]
        alone = frequent(column, value) in expression(wanted, "")
        assert alone == (not others), wanted


def test_a_pair_of_an_office_holds_what_it_handed_over_too() -> None:
    found = expression({"state": "granted", "office": "350206"}, "", passed_on=True)

    assert found == f'("{FILTER}gp333530323036" OR "{FILTER}gr333530323036")'
