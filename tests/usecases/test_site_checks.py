"""Site checks: two certified inspectors, what they measured counts, nothing is kept where something is wrong."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models.errors import Conflict, InvalidInput, Refused
from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.tables.examination import SiteCheckRow
from models.values import Item, Officer, Role
from rules.site_checks import MOST_BYTES, Photo
from tests.support.one_kind import database_url
from tests.support.rows import OFFICERS, form, receive, row
from tests.support.site_checks import FOUND, ONE, TWO, VISIT, desk, screen, shown
from usecases import site_checks, undo

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url", "desk"]
CLERK, INSPECTOR = OFFICERS["clerk"], OFFICERS["inspector"]
NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
JPEG = b"\xff\xd8\xff\xe0 picture"


def visits(office: "Office") -> list[Any]:
    with office.reading() as session:
        return list(session.execute(select(table_of(SiteCheckRow))).all())


def recorded(office: "Office", found: dict[str, Any] = FOUND, **more: Any) -> str:
    wanted: dict[str, Any] = {"times": VISIT, "inspectors": TWO, "by": INSPECTOR, **more}
    return office.perform(site_checks.record, ONE, found, **wanted)


def test_what_was_measured_stands_before_what_was_stated_with_source_and_day(desk: "Office") -> None:
    number = recorded(desk)

    findings = screen(desk)
    assert {rule: findings[rule]["outcome"] for rule in ("A2", "A3", "A5", "A6")} == {
        "A2": "pass", "A3": "review", "A5": "pass", "A6": "pass",
    }  # fmt: skip
    assert "实地核查，截至2026-11-21，激光测距仪" in findings["A2"]["evidence"]
    assert (shown(desk).row["state"], visits(desk)[0].document_no) == ("examining", number)
    assert shown(desk).row["site_check"]["checked_on"] == "2026-11-21"


def test_the_paper_names_both_with_their_certificates_and_every_result(desk: "Office") -> None:
    number = recorded(desk, {**FOUND, "remark": "无异议", "signature": "林海生"})

    with desk.reading() as session:
        documents = table_of(DocumentRow)
        paper = session.execute(select(documents.c.data).where(documents.c.number == number)).scalar_one()
    assert paper["inspectors"] == [["陈志远", "35020026001"], ["黄文彬", "35020026002"]]
    assert (paper["checked_on"], paper["checked_time"]) == ("2026-11-21", "09:00至09:40")
    assert paper["findings"][0] == ["与最近中小学、幼儿园出入口的距离", "120米", "测量方法：激光测距仪"]
    assert paper["findings"][-1] == ["申请人意见", "无异议", "签名：林海生"]


@pytest.mark.parametrize(
    ("inspectors", "told"),
    [
        (("inspector",), "两名以上"), (("inspector", "inspector"), "两名以上"), ((), "两名以上"),
        (("inspector", "clerk"), "周雅不是持有执法证号"), (("inspector", "nobody"), "没有在岗的核查员"),
    ],
)  # fmt: skip
def test_fewer_than_two_certified_inspectors_are_refused_and_nothing_is_kept(
    desk: "Office", inspectors: tuple[str, ...], told: str
) -> None:
    before = desk.changed()

    with pytest.raises(Refused, match=told):
        recorded(desk, inspectors=inspectors)
    with pytest.raises(Refused, match=told):
        desk.perform(site_checks.plan, ONE, inspectors, TODAY, by=CLERK)

    assert (desk.changed(), visits(desk)) == (before, [])


def test_an_inspector_without_a_certificate_number_may_not_go() -> None:
    from rules.site_checks import check_inspectors

    with pytest.raises(Refused, match="持有执法证号"):
        check_inspectors([INSPECTOR, Officer("x", "无证", frozenset({Role.INSPECTOR}), " ")])


def test_a_plan_is_made_once_and_its_inspectors_went_where_nobody_else_is_named(desk: "Office") -> None:
    desk.perform(site_checks.plan, ONE, TWO, TODAY, by=CLERK)
    with pytest.raises(Conflict, match="已安排"):
        desk.perform(site_checks.plan, ONE, TWO, TODAY, by=CLERK)

    recorded(desk, inspectors=())

    (visit,) = visits(desk)
    assert (visit.planned_by, visit.recorded_by, [one[0] for one in visit.inspectors]) == ("clerk", "inspector", [*TWO])


def test_a_plan_for_yesterday_or_before_acceptance_is_refused(desk: "Office") -> None:
    receive(desk, row("WX2", of=form(Item.NEW)))
    with pytest.raises(InvalidInput, match="已经过去"):
        desk.perform(site_checks.plan, ONE, TWO, TODAY - timedelta(days=1), by=CLERK)
    with pytest.raises(Refused, match="待受理"):
        desk.perform(site_checks.plan, "A-2026-000002", TWO, TODAY, by=CLERK)

    assert visits(desk) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"school_distance_m": -0.1}, "应为0至"), ({"school_distance_m": float("nan")}, "应为0至"),
        ({"nearest_shop_m": 100_000.1}, "应为0至"), ({"nearest_shop_m": True}, "应为0至"),
        ({"method": ""}, "测量方法"), ({"conclusion": " "}, "缺少结论"), ({"fixed": "yes"}, "应答是或否"),
        ({"remark": "长" * 501}, "过长"), ({"unknown": 1}, "没有这些栏目"),
    ],
)  # fmt: skip
def test_a_record_with_a_fault_is_refused_whole(desk: "Office", changes: dict[str, Any], told: str) -> None:
    before = desk.changed()

    with pytest.raises(InvalidInput, match=told):
        recorded(desk, {**FOUND, **changes})

    assert (desk.changed(), visits(desk), shown(desk).row["site_check"]) == (before, [], None)


@pytest.mark.parametrize(
    "times",
    [(VISIT[1], VISIT[0]), (VISIT[0], VISIT[1] + timedelta(days=1)), (VISIT[0] - timedelta(days=1), VISIT[1])],
    ids=["ends before it begins", "in the future", "over a day"],
)
def test_a_visit_has_its_hours_on_one_day_that_has_been(desk: "Office", times: tuple[datetime, datetime]) -> None:
    with pytest.raises(InvalidInput):
        recorded(desk, times=times)

    assert visits(desk) == []


def test_photos_are_named_by_digest_and_checked_by_size_and_type(desk: "Office") -> None:
    digest = desk.store.put(JPEG)
    picture = site_checks.photo("C:\\店\u0000面.jpg", JPEG, digest)
    for content in (b"", b"%PDF-1.7", JPEG + b"\0" * MOST_BYTES):
        with pytest.raises(InvalidInput, match="照片"):
            site_checks.photo("x.jpg", content, "0" * 64)

    recorded(desk, photos=[picture])

    assert visits(desk)[0].photos == [[digest, "店␀面.jpg", "image/jpeg", len(JPEG)]]
    assert desk.store.get(digest) == JPEG
    with pytest.raises(InvalidInput, match="最多20张"):
        recorded(desk, photos=[Photo(digest, "x", "image/png", 1)] * 21)


def test_the_same_visit_is_not_recorded_twice_by_two_clerks(desk: "Office") -> None:
    recorded(desk)

    with pytest.raises(Conflict, match="已经记录过"):
        recorded(desk, by=CLERK)

    assert len(visits(desk)) == 1


def test_an_undone_record_leaves_the_plan_and_asks_for_a_screening_without_it(desk: "Office") -> None:
    desk.perform(site_checks.plan, ONE, TWO, TODAY, by=INSPECTOR, grace=timedelta(seconds=30))
    desk.clock = lambda: NOW + timedelta(seconds=1)
    recorded(desk, grace=timedelta(seconds=30))
    desk.perform(undo.undo_last, ONE, by=INSPECTOR)

    (visit,) = visits(desk)
    assert (visit.ended_at, visit.document_no, shown(desk).row["site_check"]) == (None, "", None)
    assert shown(desk).row["screened_at"] is None
    assert recorded(desk).endswith("第1号")
