"""Numbers in the blacklists: every way to type one finds it, no other number ever does, on both databases."""

from typing import TYPE_CHECKING

import pytest

from tests.usecases.test_blacklist import bring
from tests.usecases.test_blacklist_search import TODAY
from usecases import blacklist_search
from usecases.blacklist_numbers import MOST, forms

if TYPE_CHECKING:
    from wiring.office import Office

LIST = """name,number,kind
林海生,35020519880808004X,person
陈建国,350203199003070014,person
鹭岛便利店,92350206MA2YFAKE0X,sole_trader
海沧新万家,350206600123459,enterprise
"""


@pytest.fixture
def filled(office: "Office") -> "Office":
    bring(office, LIST)
    return office


def named(office: "Office", *numbers: str) -> list[str]:
    with office.reading() as session:
        return [entry.name for entry in blacklist_search.numbered(session, numbers, on=TODAY)]


def test_a_number_is_found_however_it_was_typed(filled: "Office") -> None:
    for typed, name in {
        "35020519880808004x": "林海生",
        "350205 19880808 004X": "林海生",
        "３５０２０５１９８８０８０８００４Ｘ": "林海生",
        "35020519880808004\u0425": "林海生",
        "35O2O51988O8O8OO4X": "林海生",
        "350203900307001": "陈建国",
        "3502O3I99OO3O7OOI4": "陈建国",
        "9235O2O6MA2YFAKEOX": "鹭岛便利店",
        "92350206ma2yfake0x": "鹭岛便利店",
        "350206600123459": "海沧新万家",
    }.items():
        assert named(filled, typed) == [name], typed


def test_another_number_is_never_taken_for_it(filled: "Office") -> None:
    for typed in (
        "350205198808080041",
        "350203199003070041",
        "35020319900307001O",
        "",
        " ",
        "X",
        "92350206MA2YFAKE0Y",
        "'; --",
        "%",
    ):
        assert named(filled, typed) == [], typed


def test_a_sole_trader_is_found_by_shop_or_operator_and_many_numbers_are_asked_at_once(filled: "Office") -> None:
    others = [f"3502031990010{n:05d}" for n in range(3 * MOST)]

    assert named(filled, *others, "92350206MA2YFAKE0X", "35020519880808004X") == ["林海生", "鹭岛便利店"]
    assert named(filled, "92350206MA2YFAKE0X", "350203199003070099") == ["鹭岛便利店"]


def test_the_forms_of_a_number_are_all_of_one_number() -> None:
    assert forms("350203900307001") == {"350203900307001", "350203199003070014"}
    assert forms("35O203199003070014") == {"35O203199003070014", "350203199003070014"}
    assert forms("") == frozenset()
