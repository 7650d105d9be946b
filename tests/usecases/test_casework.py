"""Enforcement cases: from the lead to the archived file; what the law makes a condition cannot be passed over."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models.casework import CaseSource, Nature
from models.errors import InvalidInput, Refused
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.tables.penalties import PenaltyRow
from models.values import Fen
from rules.goods import Goods
from tests.support.casework import CHIEF, FACTS, INSPECTOR, Clock, confirmed, decided, did, noticed, row_of
from tests.support.one_kind import database_url
from usecases import audit, casework, casework_goods, casework_rows, casework_steps, documents, undo

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
OUTBOX, PENALTIES = table_of(OutboxRow), table_of(PenaltyRow)


AT_THE_SCENE: dict[str, Any] = {
    "certificates_shown": True, "found": "现场有卷烟", "place": "思明区",
    "started_at": "2026-11-02T09:00+08:00", "ended_at": "2026-11-02T10:00+08:00",
}  # fmt: skip
DECISION: dict[str, Any] = {
    "kinds": ["fine"],
    "base": 3_000_000,
    "fine": 150_000,
    "facts": "从外地进货",
    "content": "罚款1500元",
}


def test_a_case_goes_from_its_lead_to_the_archive(bureau: "Office", clock: Clock) -> None:
    number = noticed(bureau)
    did(bureau, number, "case.defence_waived", words="没有意见")
    confirmed(bureau, number, "case.decided", **DECISION)
    did(bureau, number, "case.served", way="直接送达", receiver="林海生")

    row = row_of(bureau, number)
    assert (row["stage"], row["fine"], row["owed"], row["decided_on"]) == ("executing", 150_000, 150_000, clock.today)
    with pytest.raises(Refused, match=r"罚款还有1500\.00元没有缴清"):
        did(bureau, number, "case.executed", how="已缴清")
    with bureau.reading() as session:
        assert audit.verify(session).ok


def test_the_steps_that_the_law_makes_a_condition_cannot_be_passed_over(bureau: "Office", clock: Clock) -> None:
    number = noticed(bureau)
    with pytest.raises(Refused, match="陈述、申辩的期限到2026-11-05才届满"):
        bureau.perform(casework_steps.propose, number, "case.decided", DECISION, by=INSPECTOR)

    clock.to(date(2026, 11, 6))
    with pytest.raises(Refused, match="重于事先告知"):
        bureau.perform(casework_steps.propose, number, "case.decided", DECISION | {"fine": 150_001}, by=INSPECTOR)
    assert row_of(bureau, number)["stage"] == "noticed"
    confirmed(bureau, number, "case.decided", **DECISION)
    assert row_of(bureau, number)["stage"] == "decided"


def test_who_investigated_neither_reviews_nor_decides(bureau: "Office", clock: Clock) -> None:
    number = bureau.perform(casework.register, FACTS, by=INSPECTOR)
    bureau.perform(
        casework_steps.propose, number, "case.filed",
        {"officers": ["inspector", "inspector2", "approver"], "reason": "有证据"}, by=INSPECTOR,
    )  # fmt: skip
    bureau.perform(casework_steps.confirm, number, by=CHIEF)
    did(
        bureau,
        number,
        "case.scene_recorded",
        certificates_shown=True,
        found="现场有卷烟",
        place="思明区",
        officers=["inspector", "inspector2", "approver"],
        started_at="2026-11-02T09:00+08:00",
        ended_at="2026-11-02T10:00+08:00",
    )
    bureau.perform(casework_steps.propose, number, "case.cancelled", {"reason": "事实不能成立"}, by=INSPECTOR)
    with pytest.raises(Refused, match="调查过本案，不能由其审批决定"):
        bureau.perform(casework_steps.confirm, number, by=bureau.officer("approver"))


def test_the_nearest_last_day_follows_the_steps(bureau: "Office", clock: Clock) -> None:
    number = bureau.perform(casework.register, FACTS, by=INSPECTOR)
    assert (row_of(bureau, number)["due_term"], row_of(bureau, number)["due_on"]) == ("E01", date(2026, 11, 11))

    confirmed(bureau, number, "case.filed", officers=["inspector", "inspector2"], reason="有证据证明违法")
    assert (row_of(bureau, number)["due_term"], row_of(bureau, number)["due_on"]) == ("E12", date(2026, 12, 2))
    confirmed(
        bureau,
        number,
        "case.evidence_preserved",
        officers=["inspector", "inspector2"],
        place="仓库",
        reason="证据可能灭失",
        goods=[["6901028075763", "测试牌", 300]],
    )
    assert (row_of(bureau, number)["due_term"], row_of(bureau, number)["due_on"]) == ("E09", date(2026, 11, 11))
    did(bureau, number, "case.preservation_disposed", notice="1", disposal="送检")
    assert row_of(bureau, number)["due_term"] == "E12"


def test_a_step_is_taken_back_within_the_grace_time(bureau: "Office", clock: Clock) -> None:
    number = bureau.perform(casework.register, FACTS, by=INSPECTOR)
    said = {"officers": ["inspector", "inspector2"], "reason": "有证据"}
    bureau.perform(casework_steps.propose, number, "case.filed", said, by=INSPECTOR)
    before = row_of(bureau, number)
    bureau.perform(casework_steps.confirm, number, by=CHIEF, grace=timedelta(seconds=15))
    assert row_of(bureau, number)["stage"] == "investigating"

    bureau.perform(undo.undo_last, number, by=CHIEF)
    after = row_of(bureau, number)
    assert {name: after[name] for name in after if name != "changed_at"} == {
        name: before[name] for name in before if name != "changed_at"
    }
    bureau.perform(casework_steps.confirm, number, by=CHIEF)
    assert row_of(bureau, number)["stage"] == "investigating"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"found_on": date(2026, 11, 3)}, "在今天之后"),
        ({"acted_on": date(2026, 11, 3)}, "在发现日期"),
        ({"cause": "C99"}, "没有案由"),
        ({"summary": " "}, "没有写明案情"),
        ({"ownerless": True}, "无主物品的案件没有当事人"),
        ({"party": {"kind": "person", "name": "林海生", "number": "350203199001010011"}}, "证件号码"),
    ],
)
def test_a_lead_with_faults_is_not_kept(bureau: "Office", changed: dict[str, Any], fault: str) -> None:
    values = {name: getattr(FACTS, name) for name in FACTS.__slots__} | changed
    with pytest.raises(InvalidInput, match=fault):
        bureau.perform(casework.register, casework.Facts(**values), by=INSPECTOR)
    assert bureau.perform(casework.register, FACTS, by=INSPECTOR) == "C-2026-000001"


def test_the_source_is_kept(bureau: "Office") -> None:
    number = bureau.perform(casework.register, FACTS, by=INSPECTOR)
    assert row_of(bureau, number)["source"] == CaseSource.REPORT.value


def test_goods_are_listed_whole_and_taken_back_whole(bureau: "Office") -> None:
    number = bureau.perform(casework.register, FACTS, by=INSPECTOR)
    first = [Goods("测试牌（硬）", 300, carton_price=Fen(100_00)), Goods("无价", 5)]
    bureau.perform(casework_goods.list_goods, number, first, by=INSPECTOR)
    other = [Goods("另一牌", 16_465, nature=Nature.COUNTERFEIT)]
    made = bureau.perform(casework_goods.list_goods, number, other, by=INSPECTOR, grace=timedelta(seconds=15))
    assert (made.cartons, listed(bureau, number)) == (Decimal("1646.5"), other)

    bureau.perform(undo.undo_last, number, by=INSPECTOR)
    assert listed(bureau, number) == first
    with pytest.raises(InvalidInput, match="数量应在"):
        bureau.perform(casework_goods.list_goods, number, [*other, Goods("牌", 0)], by=INSPECTOR)
    assert listed(bureau, number) == first


def test_what_was_noticed_keeps_its_goods(bureau: "Office") -> None:
    number = noticed(bureau)
    with pytest.raises(Refused, match="物品清单不能再改"):
        bureau.perform(casework_goods.list_goods, number, [Goods("牌", 1)], by=INSPECTOR)


def listed(office: "Office", number: str) -> list[Goods]:
    with office.reading() as session:
        return casework_goods.of_case(session, casework_rows.read(session, number))


def test_goods_that_look_like_a_crime_stop_the_case_until_a_person_decides(bureau: "Office", clock: Clock) -> None:
    number = bureau.perform(casework.register, FACTS, by=INSPECTOR)
    team = ["inspector", "inspector2"]
    confirmed(bureau, number, "case.filed", officers=team, reason="有证据证明违法")
    did(bureau, number, "case.scene_recorded", officers=team, **AT_THE_SCENE)
    bureau.perform(casework_goods.list_goods, number, [Goods("测试牌", 10_000)], by=INSPECTOR)  # 200,000 sticks
    assert row_of(bureau, number)["alarm"] == "卷烟200000支，达到200000支"
    assert (row_of(bureau, number)["due_term"], row_of(bureau, number)["due_on"]) == ("E16", date(2026, 11, 5))
    with pytest.raises(Refused, match="还没有决定是否移送"):
        did(bureau, number, "case.reported", facts="从外地进货", nature="违法", proposal="罚款")

    did(bureau, number, "case.alarm_answered", by=CHIEF, transfer=False, reason="持证人超范围经营，不以犯罪论处")
    assert row_of(bureau, number)["due_term"] == "E12"
    bureau.perform(casework_goods.list_goods, number, [Goods("测试牌", 10_001)], by=INSPECTOR)
    assert row_of(bureau, number)["due_term"] == "E16"  # what is new must be decided anew
    bureau.perform(casework_goods.list_goods, number, [Goods("测试牌", 9_999)], by=INSPECTOR)
    assert (row_of(bureau, number)["alarm"], row_of(bureau, number)["due_term"]) == ("", "E12")


def test_each_step_has_its_paper_and_an_undo_gives_the_number_back(bureau: "Office", clock: Clock) -> None:
    number = decided(bureau, clock)
    row = row_of(bureau, number)
    assert (row["filing_no"], row["decision_no"]) == ("厦烟立〔2026〕第1号", "厦烟处〔2026〕第1号")
    with bureau.reading() as session:
        papers = {each["kind"]: each for each in documents.of_subject(session, number)}
    assert set(papers) >= {"case_filing", "scene_record", "prior_notice", "penalty_decision"}
    said = papers["penalty_decision"]["data"]
    assert (said["party"], said["fine"], said["filing_no"]) == ("林海生", "1500.00", row["filing_no"])
    assert (said["evidence"], said["suit_days"], said["review_days"]) == ("现场笔录。", 15, 60)

    other = bureau.perform(casework.register, FACTS, by=INSPECTOR)
    said = {"officers": ["inspector", "inspector2"], "reason": "有证据"}
    bureau.perform(casework_steps.propose, other, "case.filed", said, by=INSPECTOR)
    bureau.perform(casework_steps.confirm, other, by=CHIEF, grace=timedelta(seconds=15))
    assert row_of(bureau, other)["filing_no"] == "厦烟立〔2026〕第2号"
    bureau.perform(undo.undo_last, other, by=CHIEF)
    assert row_of(bureau, other)["filing_no"] == ""
    bureau.perform(casework_steps.confirm, other, by=CHIEF)
    assert row_of(bureau, other)["filing_no"] == "厦烟立〔2026〕第2号"


def connected(office: "Office") -> None:
    office.desk = replace(office.desk, systems=(("credit", "credit"), ("case_system", "case_system")))


def sent(office: "Office") -> list[tuple[str, str, str]]:
    """Return (system, kind, stage or decision) of every message that is to go out."""
    with office.reading() as session:
        rows = session.execute(select(OUTBOX).where(OUTBOX.c.state != "cancelled").order_by(OUTBOX.c.id)).mappings()
        return [
            (row["system"], row["kind"], row["payload"].get("stage") or row["payload"]["document_no"]) for row in rows
        ]


def test_the_register_hears_of_each_stage_and_the_penalty_is_published_once(bureau: "Office", clock: Clock) -> None:
    connected(bureau)
    number = decided(bureau, clock)
    decision_no = row_of(bureau, number)["decision_no"]
    assert sent(bureau) == [
        ("case_system", "case", "filed"), ("case_system", "case", "investigated"),
        ("credit", "cf", decision_no), ("case_system", "case", "decided"),
    ]  # fmt: skip
    with bureau.reading() as session:
        (recorded,) = session.execute(select(PENALTIES)).mappings().all()
    assert (recorded["case_number"], recorded["fine"], recorded["party_no"]) == (number, 150_000, "350203199003070014")


def test_an_undone_decision_is_never_published(bureau: "Office", clock: Clock) -> None:
    connected(bureau)
    number = noticed(bureau)
    clock.to(date(2026, 11, 6))
    before = sent(bureau)
    bureau.perform(casework_steps.propose, number, "case.decided", DECISION, by=INSPECTOR)
    bureau.perform(casework_steps.confirm, number, by=CHIEF, grace=timedelta(seconds=15))
    assert len(sent(bureau)) == len(before) + 2

    bureau.perform(undo.undo_last, number, by=CHIEF)
    assert sent(bureau) == before
    with bureau.reading() as session:
        assert session.execute(select(PENALTIES)).all() == []
    bureau.perform(casework_steps.confirm, number, by=CHIEF)
    assert len(sent(bureau)) == len(before) + 2
    assert row_of(bureau, number)["decision_no"] == "厦烟处〔2026〕第1号"


def test_a_fine_outside_its_range_is_neither_noticed_nor_decided(bureau: "Office", clock: Clock) -> None:
    with pytest.raises(Refused, match=r"罚款3000\.01元高于幅度：进货总额30000\.00元×5%至10%"):
        noticed(bureau, fine=300_001)
    number = noticed(bureau)
    clock.to(date(2026, 11, 6))
    with pytest.raises(Refused, match=r"罚款1499\.99元低于幅度.*减轻处罚须写明理由"):
        confirmed(bureau, number, "case.decided", **DECISION | {"fine": 149_999})
    with pytest.raises(Refused, match="没有写明进货总额"):
        confirmed(bureau, number, "case.decided", **DECISION | {"base": None})
    assert row_of(bureau, number)["stage"] == "noticed"

    confirmed(bureau, number, "case.decided", **DECISION | {"fine": 149_999, "mitigation": "有立功表现，减轻处罚"})
    assert (row_of(bureau, number)["stage"], row_of(bureau, number)["fine"]) == ("decided", 149_999)
