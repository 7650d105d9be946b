"""Scenes: lines of a scanner read, journals replayed, two laptops brought into one list of goods."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.casework import Nature
from models.errors import InvalidInput
from models.values import Fen
from rules.goods import Goods, totals
from rules.scene import (
    DRIFT,
    Tally,
    as_event,
    brought,
    conflicts,
    found_in_words,
    replay,
    stored,
    wrong_times,
)

CODE, OTHER = "6901028075763", "6901028999908"
NOON = datetime(2026, 11, 2, 4, tzinfo=UTC)
HEAD: dict[str, Any] = {
    "id": "0", "at": "2026-11-02T09:00:00+08:00", "do": "begun", "scene": "s1", "case": "C-2026-000001",
    "place": "湖滨南路1号", "officers": ["inspector", "inspector2"],
}  # fmt: skip


def carton(code: str = CODE, packs: int = 10, **more: Any) -> Goods:
    return Goods(more.pop("product", f"烟{code[-4:]}"), packs, barcode=code, **more)


def counted(name: str, goods: Goods) -> dict[str, Any]:
    return {"id": name, "at": "2026-11-02T09:01:00+08:00", "do": "counted", "how": "scan", "goods": as_event(goods)}


def test_a_journal_is_replayed_with_its_changes_and_what_was_undone() -> None:
    events = [
        HEAD, counted("1", carton()), counted("2", carton()), counted("3", carton(OTHER)),
        {"id": "4", "do": "undone", "of": "2"},
        {"id": "5", "do": "changed", "of": "3", "goods": {"packs": 25, "nature": "counterfeit"}},
        {"id": "6", "do": "changed", "of": "2", "goods": {"packs": 99}},
        {"id": "7", "do": "ended", "at": "2026-11-02T10:00:00+08:00"},
    ]  # fmt: skip

    found = replay(events)

    assert found.goods == (carton(), carton(OTHER, 25, nature=Nature.COUNTERFEIT))
    assert (found.scene, found.case, found.place, found.officers) == (
        "s1", "C-2026-000001", "湖滨南路1号", ("inspector", "inspector2"),
    )  # fmt: skip
    assert (found.started_at, found.ended_at, found.entries) == (HEAD["at"], "2026-11-02T10:00:00+08:00", 8)


def test_an_event_that_comes_twice_counts_once_and_undone_stays_undone() -> None:
    one, undone = counted("1", carton()), {"id": "2", "do": "undone", "of": "1"}

    assert [entry.goods.packs for entry in Tally([one, one]).entries] == [10]
    assert Tally([one, undone, one]).entries == []
    assert replay([HEAD, one, one]).entries == 2


def test_a_scene_that_was_never_ended_ends_with_its_last_event() -> None:
    assert replay([HEAD, counted("1", carton())]).ended_at == "2026-11-02T09:01:00+08:00"


@pytest.mark.parametrize(
    "events",
    [
        [],
        [counted("1", carton())],
        [HEAD | {"scene": ""}],
        [HEAD, {"id": "1", "do": "counted", "goods": {"product": "烟", "packs": 0}}],
        [HEAD, {"id": "1", "do": "counted", "goods": {"product": "烟", "packs": 1.5}}],
        [HEAD, {"id": "1", "do": "counted", "goods": {"product": "烟", "packs": True}}],
        [HEAD, {"id": "1", "do": "counted", "goods": {"product": "烟", "packs": 1, "nature": "green"}}],
        [HEAD, {"id": "1", "do": "counted", "goods": {"product": "烟", "packs": 1, "colour": "green"}}],
        [HEAD, {"id": "1", "do": "counted", "goods": {"packs": 1}}],
        [HEAD, {"id": "1", "do": "counted", "goods": "烟"}],
        [HEAD, counted("1", carton()), {"id": "2", "do": "changed", "of": "1", "goods": {"barcode": OTHER}}],
        [HEAD, counted("1", carton()), {"id": "2", "do": "changed", "of": "1", "goods": None}],
    ],
)
def test_a_journal_that_cannot_be_is_refused(events: list[dict[str, Any]]) -> None:
    with pytest.raises(InvalidInput):
        replay(events)


@pytest.mark.parametrize("name", ["packs_per_carton", "sticks_per_pack", "carton_price"])
def test_every_number_of_goods_is_whole(name: str) -> None:
    with pytest.raises(InvalidInput, match="应为整数"):
        stored([as_event(carton()) | {name: 2.5}])


@pytest.mark.parametrize("values", [[], [("product", "烟")], as_event(carton()) | {"colour": "green"}])
def test_goods_of_another_shape_are_not_read(values: Any) -> None:
    with pytest.raises(InvalidInput, match="读不懂的物品"):
        stored([values])


def test_name_and_price_can_be_changed_later_and_an_earlier_end_is_not_the_last() -> None:
    changed = {"id": "2", "do": "changed", "of": "1", "goods": {"product": "中华", "carton_price": 45_000}}
    ends = [{"id": str(n), "do": "ended", "at": f"2026-11-02T1{n}:00:00+08:00"} for n in (1, 2)]

    found = replay(
        [HEAD, counted("9", carton()), {**changed, "of": "9", "id": "8"}, *ends, counted("7", carton(OTHER))]
    )

    assert found.goods[0] == carton(product="中华", carton_price=Fen(45_000))
    assert found.ended_at == "2026-11-02T12:00:00+08:00"


@pytest.mark.parametrize("other", [{"packs_per_carton": 5}, {"sticks_per_pack": 10}, {"nature": Nature.GENUINE}])
def test_goods_of_another_packing_or_nature_are_a_line_of_their_own(other: dict[str, Any]) -> None:
    one, two = carton(), carton(**other)

    assert brought([one], [], [two])[0] == [one, two]


def test_goods_without_a_barcode_are_told_apart_by_their_names() -> None:
    one, two = Goods("散烟", 1), Goods("雪茄", 1)

    assert brought([one], [], [two])[0] == [one, two]


def test_all_that_a_line_has_may_be_taken_back_and_nothing_more() -> None:
    assert brought([carton(packs=1)], [carton(packs=1)], []) == ([], [])
    assert brought([], [carton(packs=1)], []) == ([], ["烟5763：现场后来撤回1盒，清单里只有0盒，未减"])


def test_clocks_may_differ_by_five_minutes() -> None:
    assert timedelta(minutes=5) == DRIFT


def test_goods_come_back_from_their_events_as_they_were() -> None:
    one = carton(nature=Nature.SMUGGLED, carton_price=Fen(25_000), brand="中华")

    assert stored([as_event(one)]) == [one]


def test_the_same_journal_twice_adds_nothing() -> None:
    first, _ = brought([], [], [carton(packs=30)])

    again, clashes = brought(first, [carton(packs=30)], [carton(packs=30)])

    assert (again, clashes) == ([carton(packs=30)], [])


def test_a_journal_that_went_on_adds_the_difference_to_what_the_office_priced() -> None:
    listed = [carton(packs=30, carton_price=Fen(20_000)), carton(OTHER)]

    found, clashes = brought(listed, [carton(packs=30), carton(OTHER)], [carton(packs=45)])

    assert found == [carton(packs=45, carton_price=Fen(20_000))]
    assert clashes == []


CATALOGUE, DEAL = "catalogue:2026-11-02", "deal:进货单第5号"


def priced(price: int | None, basis: str = "", packs: int = 10) -> Goods:
    return carton(packs=packs, carton_price=None if price is None else Fen(price), price_basis=basis)


@pytest.mark.parametrize(
    ("listed", "before", "now", "wanted"),
    [
        (priced(None), None, priced(5, DEAL), priced(5, DEAL, 20)),
        (priced(None), priced(None), priced(5, DEAL), priced(5, DEAL)),
        (priced(4, CATALOGUE), priced(4, CATALOGUE), priced(5, DEAL), priced(5, DEAL)),
        (priced(4, CATALOGUE), priced(4, CATALOGUE), priced(4, DEAL), priced(4, DEAL)),
        (priced(4, CATALOGUE), priced(None), priced(4, CATALOGUE), priced(4, CATALOGUE)),
        (priced(6, DEAL), priced(5, DEAL), priced(5, DEAL), priced(6, DEAL)),
        (priced(6, DEAL), priced(6, DEAL), priced(None), priced(6, DEAL)),
    ],
)
def test_a_price_from_the_scene_comes_along_and_one_that_the_office_found_stays(
    listed: Goods, before: Goods | None, now: Goods, wanted: Goods
) -> None:
    assert brought([listed], [before] if before else [], [now]) == ([wanted], [])


def test_two_prices_of_the_same_goods_are_told_and_that_of_the_list_stays() -> None:
    for before in ([], [priced(500, DEAL)]):
        found, clashes = brought([priced(600, DEAL)], before, [priced(450, CATALOGUE)])
        assert found == [priced(600, DEAL, 10 if before else 20)]
        assert clashes == ["烟5763：清单和现场的单价或者依据不一致（6.00、4.50），以清单为准"]


def test_several_entries_are_changed_and_undone_by_one_event() -> None:
    three = [counted(str(n), carton()) for n in range(1, 4)]
    changed = {"id": "4", "do": "changed", "of": ["1", "2", "9"], "goods": {"carton_price": 5, "price_basis": DEAL}}
    undone = {"id": "5", "do": "undone", "of": ["2", "3"]}

    assert [one.goods for one in Tally([*three, changed, undone]).entries] == [priced(5, DEAL)]
    assert Tally([*three, undone, *three]).entries == Tally([three[0]]).entries


def test_a_price_that_rests_on_nothing_the_law_accepts_makes_no_scene() -> None:
    with pytest.raises(InvalidInput, match="不是法律认可的一种"):
        replay([HEAD, counted("1", priced(5, "guess:我"))])


def test_what_the_office_took_off_the_list_is_not_taken_off_twice() -> None:
    found, clashes = brought([carton(packs=5)], [carton(packs=30)], [carton(packs=20)])

    assert found == [carton(packs=5)]
    assert clashes == ["烟5763：现场后来撤回10盒，清单里只有5盒，未减"]


def test_two_laptops_are_both_kept_and_what_does_not_fit_is_shown() -> None:
    first = [carton(product="中华", packs=10)]
    second = [carton(product="软中华", packs=20, nature=Nature.COUNTERFEIT, carton_price=Fen(1))]

    found, clashes = brought(first, [], second)

    assert totals(found).packs == 30
    assert clashes == [
        f"条码{CODE}的品名不一致：中华、软中华",
        f"条码{CODE}的性质不一致：待鉴别、假冒伪劣",
    ]


@pytest.mark.parametrize(
    ("other", "what"),
    [
        (carton(packs_per_carton=5), "规格不一致：每条10盒每盒20支、每条5盒每盒20支"),
        (carton(sticks_per_pack=10), "规格不一致：每条10盒每盒20支、每条10盒每盒10支"),
        (carton(carton_price=Fen(20_050)), "单价不一致：200.00、200.50"),
    ],
)
def test_packing_and_price_of_one_barcode_must_agree(other: Goods, what: str) -> None:
    one = carton(carton_price=Fen(20_000)) if other.carton_price else carton()

    assert conflicts([one, other, carton(OTHER), carton(OTHER)]) == [f"条码{CODE}的{what}"]


def test_one_officer_may_find_genuine_and_counterfeit_goods_of_one_product() -> None:
    both = [carton(), carton(nature=Nature.COUNTERFEIT)]

    assert conflicts(both, mixed=True) == []
    assert conflicts([*both, carton(product="别的")], mixed=True) == [f"条码{CODE}的品名不一致：烟5763、别的"]


def test_goods_without_a_barcode_never_clash() -> None:
    assert conflicts([Goods("散烟", 1), Goods("散烟", 2, nature=Nature.COUNTERFEIT)]) == []


GOODS = st.lists(
    st.builds(carton, st.sampled_from([CODE, OTHER]), st.integers(1, 50), nature=st.sampled_from(Nature)), max_size=6
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
@given(one=GOODS, more=GOODS, two=GOODS)
def test_whatever_the_order_of_laptops_and_hand_overs_everything_is_there_once(
    one: list[Goods], more: list[Goods], two: list[Goods]
) -> None:
    listed, _ = brought([], [], one)
    listed, _ = brought(listed, [], two)
    listed, _ = brought(listed, one, one + more)
    listed, clashes = brought(listed, two, two)

    assert totals(listed).packs == sum(goods.packs for goods in one + more + two)
    assert not any("未减" in clash for clash in clashes)


def times(start: datetime, end: datetime) -> dict[str, str]:
    return {"started_at": start.isoformat(), "ended_at": end.isoformat()}


def test_a_clock_that_was_wrong_is_found() -> None:
    hour = timedelta(hours=1)

    assert wrong_times([times(NOON - hour, NOON + DRIFT), times(NOON, NOON)], NOON) == []
    assert wrong_times([times(NOON, NOON - timedelta(seconds=1))], NOON) == ["现场记录的结束时间早于开始时间"]
    late = times(NOON, NOON + DRIFT + timedelta(seconds=1))
    assert wrong_times([late, late], NOON) == ["现场记录的结束时间晚于现在"]
    assert wrong_times([{"started_at": "", "ended_at": ""}], NOON) == ["现场记录的开始或者结束时间读不懂"]
    naive = {"started_at": "2026-11-02T09:00", "ended_at": "2026-11-02T10:00"}
    assert wrong_times([naive], NOON) == ["现场记录的开始或者结束时间读不懂"]


def test_the_record_says_what_was_found() -> None:
    goods = [carton(packs=15), carton(OTHER, nature=Nature.COUNTERFEIT)]

    assert found_in_words(goods) == "现场清点卷烟2种、2.5条、500支，其中假冒伪劣1条、待鉴别1.5条。"
    assert found_in_words([]) == "现场未发现烟草专卖品。"
