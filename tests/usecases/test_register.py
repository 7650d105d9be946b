"""The register: what is found by what is typed, on both databases; pages by filter; one licence with its life."""

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from models.errors import NotFound
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from tests.support.penalties import PAPER
from tests.support.register import csv_of, holder, take_in
from tests.support.rows import OFFICERS, staffed
from usecases import frequent_pieces, penalties, register, register_detail, search_index
from usecases.penalty_forms import read_form
from usecases.register import LicenceFilter
from wiring.database import unit_of_work

if TYPE_CHECKING:
    from wiring.office import Office

LICENCES = table_of(LicenceRow)
TODAY = date(2026, 11, 21)
COMPANY = {
    "主体类型": "企业",
    "企业(字号)名称": "厦门新万家福商贸有限公司",
    "负责人": "欧阳明",
    "身份证号": "350203199003070014",
    "统一社会信用代码": "91350200MA00000XYL",
    "许可证号": "350203200008",
}


TYPED = {
    "350203100006": [6],
    "3502051": [1, 7],
    "3502 0310 0000": [0],
    "350203199003070014": [8],
    "350203900307001": [8],
    "91350200ma00000xyl": [8],
    "欧阳": [8],
    "万家福": [8],
    "福": [8],
    "莲花广场": [9],
    "杏东路9号": [9],
    "湖滨南路5": [5],
    "ktv100%": [9],
    "oym": [],
    "xwjf": [8],
    "lhs": [0, 6],
    "龢": [],
    "%": [],
    "350299": [],
}


@pytest.fixture
def filled(office: "Office") -> "Office":
    rows = [holder(n) for n in range(8)]
    rows += [
        holder(8, **COMPANY),
        holder(9, **{"企业(字号)名称": "KTV100%量贩", "经营地址": "厦门市集美区杏东路9号莲花广场"}),
    ]
    rows += [holder(10, 状态="停业", 停业自="2026-10-01", 停业至="2027-03-31"), holder(11, 有效期至="2026-12-20")]
    take_in(staffed(office), csv_of(*rows))
    return office


def found(office: "Office", **wanted: str) -> list[int]:
    with office.reading() as session:
        return [int(line.licence_no[-5:]) for line in register.search(session, LicenceFilter(**wanted), TODAY)]


def test_licences_are_found_by_what_is_typed(filled: "Office") -> None:
    assert {typed: sorted(found(filled, text=typed)) for typed in TYPED} == TYPED


def test_of_a_word_that_nearly_all_hold_no_more_is_shown_than_was_asked_for(filled: "Office") -> None:
    with filled.reading() as session:
        few = register.search(session, LicenceFilter(text="食杂店"), TODAY, limit=3)
        rare = register.search(session, LicenceFilter(text="量贩"), TODAY, limit=3)

    assert len({line.licence_no for line in few}) == 3
    assert all("食杂店" in line.shop_name for line in few)
    assert [line.licence_no[-5:] for line in rare] == ["00009"]


def test_the_same_is_found_once_the_database_knows_which_words_are_frequent(filled: "Office") -> None:
    with unit_of_work(filled.engine) as session:
        search_index.settle(session, "licence", LICENCES.name)
    with filled.reading() as session:
        known = frequent_pieces.shares(session, "licence") if on_postgresql(filled) else {"食杂": 1.0}
        few = register.search(session, LicenceFilter(text="食杂店", status="active"), TODAY, limit=3)

    assert known["食杂"] > 0.5
    assert len({line.licence_no for line in few if "食杂店" in line.shop_name}) == 3
    assert {typed: sorted(found(filled, text=typed)) for typed in TYPED} == TYPED
    assert found(filled, text="鹭岛", status="suspended") == [10]
    assert found(filled, text="食雜店") == found(filled, text="食杂店") != []


def on_postgresql(office: "Office") -> bool:
    return office.engine.dialect.name == "postgresql"


def test_a_search_keeps_the_filters(filled: "Office") -> None:
    assert found(filled, text="鹭岛", status="suspended") == [10]
    assert found(filled, text="鹭岛", status="suspended", district="350203") == []
    assert found(filled, text="350212", status="suspended") == [10]


def test_a_changed_status_is_searched_by_at_once(filled: "Office") -> None:
    with unit_of_work(filled.engine) as session:
        session.execute(update(LICENCES).where(LICENCES.c.licence_no == "350203100000").values(status="recalled"))

    assert found(filled, text="林海生", status="recalled") == [0]
    assert found(filled, text="林海生", status="active") == [6]


def test_who_moves_or_is_renamed_is_searched_by_the_new_district_and_name_under_every_filter(filled: "Office") -> None:
    moved = holder(1, 负责人="林海声", 区="翔安区")

    take_in(filled, csv_of(moved))

    assert found(filled, text="林海声", district="350213", status="active") == [1]
    assert found(filled, text="林海声", district="350205") == []
    with unit_of_work(filled.engine) as session:
        session.execute(
            update(LICENCES).where(LICENCES.c.district == "350213").values(district="350211", status="closed")
        )
    assert found(filled, text="林海声", district="350211", status="closed") == [1]
    assert found(filled, text="林海声", district="350213") == []


WANTED: list[tuple[dict[str, str], int]] = [
    ({}, 12),
    ({"status": "active"}, 11),
    ({"within": "30"}, 1),
    ({"district": "350205"}, 2),
    ({"warned": "yes"}, 11),
]


def test_pages_forwards_and_backwards_show_every_line_once(filled: "Office") -> None:
    with filled.reading() as session:
        for wanted, count in WANTED:
            chosen, seen, after = LicenceFilter(**wanted), [], None
            while lines := register.page(session, chosen, TODAY, after=after, limit=5):
                seen += lines
                after = lines[-1].key
            last = register.last_page(session, chosen, TODAY, limit=5)
            before = register.page(session, chosen, TODAY, before=last[0].key, limit=100)

            assert len(seen) == register.count(session, chosen, TODAY) == count
            assert before + last == seen


def test_one_licence_shows_its_life_and_what_speaks_against_its_holder(filled: "Office") -> None:
    party = {"kind": "enterprise", "name": "别的名称", "uscc": "91350200MA00000XYL",
             "legal_rep": {"name": "欧阳明", "id_no": "350203199003070014"}}  # fmt: skip
    filled.perform(penalties.record, [read_form(PAPER | {"party": party}, 1)], by=OFFICERS["clerk"])

    with filled.reading() as session:
        seen = register_detail.detail(session, "350203200008", filled.now())

    assert seen.row["legal_rep_name"] == "欧阳明"
    assert [step.kind for step in seen.life] == ["event", "penalty"]
    assert [label for label, _ in seen.pieces] == ["有效期", "最长", "延续"]
    assert "2029-01-29" in dict(seen.pieces)["延续"]
    assert len(seen.penalties) == 1
    with filled.reading() as session, pytest.raises(NotFound):
        register_detail.detail(session, "350203999999", filled.now())
