"""The list of penalties and its search."""

from typing import TYPE_CHECKING

import pytest

from tests.support.penalties import PAPER, PERSON, SHOP
from tests.support.rows import OFFICERS
from usecases import penalties, penalty_list
from usecases.penalty_forms import read_form

if TYPE_CHECKING:
    from wiring.office import Office

COMPANY = {
    "kind": "enterprise",
    "name": "厦门新万家福商贸有限公司",
    "uscc": "91350200MA00000XYL",
    "legal_rep": {"name": "欧阳明", "id_no": "350203199003070014"},
}
PARTIES = [SHOP, PERSON, COMPANY]


@pytest.fixture
def filled(office: "Office") -> "Office":
    days = ["2026-11-02", "2026-11-02", "2026-10-09"]
    papers = [
        PAPER | {"document_no": f"厦烟处〔2026〕第{n}号", "party": party, "decided_on": day}
        for n, (party, day) in enumerate(zip(PARTIES, days, strict=True), 1)
    ]
    office.perform(penalties.record, [read_form(paper, n) for n, paper in enumerate(papers)], by=OFFICERS["clerk"])
    return office


def numbers(office: "Office", text: str) -> list[int]:
    with office.reading() as session:
        return [int(line.document_no[10:-1]) for line in penalty_list.search(session, text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("厦烟处(2026)第1号", [1]),
        ("第2号", [2]),
        ("厦烟处", [2, 1, 3]),
        ("92350206ma2yfake0x", [1]),
        ("350206198512310025", [2]),
        ("350203900307001", [1, 3]),
        ("鹭岛", [1]),
        ("林", [1]),
        ("欧阳明", [3]),
        ("陳建國", [2]),
        ("cjg", [2]),
        ("ldbld", [1]),
        ("没有", []),
        ("", []),
        ("%", []),
        ("_", []),
        ('"', []),
        ("\ud800\0", []),
    ],
)
def test_search_finds_numbers_names_and_initials(filled: "Office", text: str, found: list[int]) -> None:
    assert numbers(filled, text) == found


def test_the_list_runs_backwards_in_time_page_by_page(filled: "Office") -> None:
    with filled.reading() as session:
        first = penalty_list.page(session, limit=2)
        rest = penalty_list.page(session, limit=2, after=first[-1].key)
        none = penalty_list.page(session, state="withdrawn")

    assert [line.document_no for line in (*first, *rest)] == [f"厦烟处〔2026〕第{n}号" for n in (2, 1, 3)]
    assert none == []
