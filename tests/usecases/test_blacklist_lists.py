"""The lists themselves: who may word them, what a second officer must confirm, when they are too old."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from cli.doctor import of_lists
from models.errors import Conflict, Refused
from models.values import Item
from tests.support.evidence import clean
from tests.support.licences import arrived
from tests.support.rows import OFFICERS, OPERATOR_ID, form, staffed
from usecases import blacklist, blacklist_lists, blacklist_overview, cases
from usecases.faults import Faulty

if TYPE_CHECKING:
    from wiring.office import Office

APPROVER, SECOND, CLERK = OFFICERS["approver"], OFFICERS["approver2"], OFFICERS["clerk"]
BARRING: dict[str, object] = {"bars": True, "basis": "LIC 第二十五条第(七)项", "reason": "省局列入"}
NAME = "省局禁入"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """On one kind of database: nothing here is said differently to the other."""
    return sqlite_url


def words(office: "Office") -> list[tuple[str, bool, str]]:
    with office.reading() as session:
        return [(one.name, one.bars, one.basis) for one in blacklist_lists.standing(session)]


def propose(office: "Office", values: dict[str, object]) -> blacklist_lists.BlackList:
    return office.perform(blacklist_lists.propose, NAME, values, by=APPROVER)


def test_a_list_that_asks_stands_at_once(office: "Office") -> None:
    staffed(office)

    one = propose(office, {"source": "省局", "feed": "file", "stale_days": 7, "answers": "clerk"})

    assert (one.state, one.source, one.bars) == ("standing", "省局", False)
    assert propose(office, {"months": 36}).source == "省局"
    with office.reading() as session:
        assert [w.state for w in blacklist_lists.wordings(session, NAME)] == ["standing", "replaced"]


def test_a_list_that_bars_stands_only_when_another_officer_confirms(office: "Office") -> None:
    staffed(office)
    assert propose(office, BARRING).state == "proposed"

    with pytest.raises(Refused, match="另一名"):
        office.perform(blacklist_lists.confirm, NAME, by=APPROVER)
    with pytest.raises(Conflict, match="待确认"):
        propose(office, BARRING)
    assert words(office) == []
    office.perform(blacklist_lists.confirm, NAME, by=SECOND)

    ((name, bars, basis),) = words(office)
    assert (name, bars) == (NAME, True)
    assert basis.startswith("《烟草专卖许可证管理办法》(")
    assert basis.endswith(")第二十五条第(七)项")


def test_to_let_a_barring_list_only_ask_needs_the_second_officer_too(office: "Office") -> None:
    staffed(office)
    propose(office, BARRING)
    office.perform(blacklist_lists.confirm, NAME, by=SECOND)

    assert propose(office, {"bars": False}).state == "proposed"
    office.perform(blacklist_lists.reject, NAME, "依据仍有效", by=SECOND)

    assert [bars for _, bars, _ in words(office)] == [True]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"bars": True, "reason": "有"}, "basis"),
        ({"bars": True, "basis": "LIC 第二十五条"}, "reason"),
        ({"basis": "XYZ 第一条"}, "basis"),
        ({"feed": "source"}, "place"),
        ({"feed": "pigeon"}, "feed"),
        ({"most_changed": 101}, "most_changed"),
        ({"months": -1}, "months"),
        ({"colour": "red"}, "colour"),
        ({"answers": "nobody"}, "answers"),
        ({"source": "源" * 201}, "source"),
    ],
)
def test_a_faulty_wording_names_the_field(office: "Office", values: dict[str, object], field: str) -> None:
    staffed(office)

    with pytest.raises(Faulty) as refused:
        propose(office, values)

    assert field in {fault.field for fault in refused.value.faults}
    assert words(office) == []


def test_a_clerk_words_no_list(office: "Office") -> None:
    with pytest.raises(Refused, match="无权办理"):
        office.perform(blacklist_lists.propose, NAME, {}, by=CLERK)


def test_an_entry_without_an_end_gets_the_term_of_its_list(office: "Office") -> None:
    staffed(office)
    propose(office, {"months": 36})

    given = office.perform(blacklist.add, NAME, {"name": "张三丰", "from_on": "2026-02-28"}, by=APPROVER)
    today = office.perform(blacklist.add, NAME, {"name": "李四光"}, by=APPROVER)

    assert (given.to_on, today.to_on) == (date(2029, 2, 28), date(2029, 11, 21))


@pytest.mark.parametrize(
    ("values", "bars", "item", "outcome", "cited"),
    [
        ({"name": "林海生", "number": OPERATOR_ID}, True, Item.NEW, "deny", "第二十五条第(七)项"),
        ({"name": "林海生", "number": OPERATOR_ID}, True, Item.RENEW, "review", "34"),
        ({"name": "林海生", "number": OPERATOR_ID}, False, Item.NEW, "review", "34"),
        ({"name": "林海生"}, True, Item.NEW, "review", "34"),
    ],
    ids=["by number in a barring list", "a renewal", "in a list that asks", "by name alone"],
)
def test_only_a_number_in_a_barring_list_bars_and_only_a_new_licence(
    office: "Office", values: dict[str, object], bars: bool, item: Item, outcome: str, cited: str
) -> None:
    staffed(office)
    propose(office, BARRING if bars else {"source": "省局"})
    if bars:
        office.perform(blacklist_lists.confirm, NAME, by=SECOND)
    office.perform(blacklist.add, NAME, values | {"reason": "走私"}, by=APPROVER)

    number = arrived(office, "WX1", form(item), licence=clean().facts["licence"])

    with office.reading() as session:
        screening = cases.newest_screening(session, cases.read(session, number).id)
    assert screening is not None
    (b1,) = [one for one in screening["findings"] if one["rule"] == "B1"]
    assert b1["outcome"] == outcome
    assert cited in b1["basis"]


def test_a_list_says_when_it_is_too_old(office: "Office") -> None:
    staffed(office)
    propose(office, {"stale_days": 7, "feed": "hand"})
    with office.reading() as session:
        (never,) = blacklist_overview.stale(session, date(2026, 11, 21))
    office.perform(blacklist.add, NAME, {"name": "张三丰"}, by=APPROVER)

    with office.reading() as session:
        good = blacklist_overview.stale(session, date(2026, 11, 28))
        (old,) = blacklist_overview.stale(session, date(2026, 11, 29))
    assert "还没有任何一版" in blacklist_overview.told_stale(never)
    assert good == []
    assert blacklist_overview.told_stale(old) == "名单“省局禁入”已 8 天没有更新（应每 7 天更新）"
    assert old.newest is not None
    assert old.newest.at == datetime(2026, 11, 21, 4, tzinfo=UTC)


def test_the_doctor_names_a_list_that_is_too_old(office: "Office") -> None:
    staffed(office)
    propose(office, {"stale_days": 7, "feed": "file"})

    (check,) = of_lists(office)

    assert (check.name, check.state) == (f"list.{NAME}", "warn")
    assert check.detail == "名单“省局禁入”还没有任何一版（应每 7 天更新）"
