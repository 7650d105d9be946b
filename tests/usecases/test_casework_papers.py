"""The papers of a case: every step has its own, all agree to the end, and what does not agree stops the case."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from content.lawbook import lawbook
from models.errors import InvalidInput, Refused
from models.values import Fen
from rules.goods import Goods
from tests.support.casework import CHIEF, FACTS, INSPECTOR, LAWYER, START, Clock, confirmed, did
from usecases import casework, casework_consistency, casework_goods, casework_paper_words, documents, undo
from usecases.casework_steps import TAKE

if TYPE_CHECKING:
    from wiring.office import Office

TEAM = ["inspector", "inspector2"]
TIMES = {"started_at": "2026-11-02T09:00+08:00", "ended_at": "2026-11-02T10:05+08:00"}
KEPT = [["6901028075763", "测试牌（硬）", 300]]


def papers(office: "Office", number: str) -> list[dict[str, Any]]:
    with office.reading() as session:
        return documents.of_subject(session, number)


def kinds(office: "Office", number: str) -> list[str]:
    return [each["kind"] for each in papers(office, number)]


def clashes(office: "Office", number: str) -> list[str]:
    with office.reading() as session:
        return [str(one) for one in casework_consistency.clashes(session, number, at=office.now())[2]]


def filed(office: "Office") -> str:
    number = office.perform(casework.register, FACTS, by=INSPECTOR)
    confirmed(office, number, "case.filed", officers=TEAM, reason="有证据证明违法")
    return number


def inquired(office: "Office", clock: Clock) -> str:
    """Lead a case through everything that an inquiry may need, up to its report; return its number."""
    number = filed(office)
    office.perform(
        casework_goods.list_goods, number, [Goods("测试牌（硬）", 300, carton_price=Fen(100_00))], by=INSPECTOR
    )
    seen: dict[str, Any] = {"officers": TEAM, "certificates_shown": True, **TIMES}
    did(office, number, "case.scene_recorded", **seen, found="现场有卷烟三十条", place="思明区")
    confirmed(office, number, "case.evidence_preserved", officers=TEAM, place="仓库", reason="证据可能灭失", goods=KEPT)
    sampled: dict[str, Any] = {"base": 30, "taken": 2, "sampled_at": "2026-11-02T10:20+08:00"}
    did(office, number, "case.sampled", officers=TEAM, goods=KEPT, place="仓库", purpose="鉴别真伪", **sampled)
    did(office, number, "case.preservation_disposed", notice="1", disposal="送检")
    did(
        office,
        number,
        "case.interviewed",
        **seen,
        person="林海生",
        place="本局",
        lines=[["问", "来源？"], ["答", "外地。"]],
    )
    did(office, number, "case.priced", goods=KEPT, total=300_000, price_basis="省内零售价格")
    did(office, number, "case.order_to_correct", demands=["停止从外地进货"])
    confirmed(office, number, "case.inquiry_extended", reason="须等检验结论")
    did(office, number, "case.reported", facts="从外地进货", nature="违法", proposal="罚款", grave=True)
    return number


def settled(office: "Office", clock: Clock) -> str:
    """Lead the same case to its served decision, heard and deliberated; return its number."""
    number = inquired(office, clock)
    did(office, number, "case.review_passed", by=LAWYER, opinion="同意")
    fine: dict[str, Any] = {"kinds": ["fine"], "base": 20_000_000, "fine": 2_000_000, "content": "罚款20000.00元"}
    did(office, number, "case.noticed", facts="从外地进货", **fine)
    did(office, number, "case.notice_served", way="直接送达", receiver="林海生")
    did(office, number, "case.defended", words="请求从轻", answer="已从轻")
    did(office, number, "case.hearing_waived", words="不要求听证")
    votes = [["张炜", "同意"], ["吴佩琪", "同意"]]
    did(office, number, "case.deliberated", by=CHIEF, votes=votes, conclusion="同意", agreed=True)
    clock.to(date(2026, 11, 6))
    confirmed(office, number, "case.decided", facts="从外地进货", **fine)
    did(office, number, "case.served", way="直接送达", receiver="林海生")
    return number


def test_each_step_of_a_whole_case_has_its_papers_and_all_agree(bureau: "Office", clock: Clock) -> None:
    number = settled(bureau, clock)
    assert kinds(bureau, number) == [
        "report_record", "case_filing", "scene_record", "preservation_approval", "evidence_preservation",
        "sampling_list", "evidence_disposal", "interview_record", "price_appraisal", "correction_order",
        "inquiry_extension", "inquiry_extension_notice", "investigation_report", "legal_review",
        "prior_notice", "case_hearing_right", "service_receipt", "defence_record", "collective_record",
        "processing_approval", "penalty_decision", "service_receipt",
    ]  # fmt: skip
    assert clashes(bureau, number) == []
    said = {each["kind"]: each["data"] for each in papers(bureau, number)}
    assert said["evidence_disposal"]["preservation_no"] == "厦烟存通〔2026〕第1号"
    assert (said["inquiry_extension"]["due_on"], said["inquiry_extension"]["until"]) == ("2026-12-02", "2027-01-04")
    assert said["interview_record"]["ended"] == "2026年11月2日10时5分"
    assert said["service_receipt"]["papers"] == [["行政处罚决定书", "厦烟处〔2026〕第1号"]]
    assert said["prior_notice"]["violated"] == "《中华人民共和国烟草专卖法实施条例》第二十三条第二款"
    assert (said["processing_approval"]["review"], said["processing_approval"]["approved_by"]) == ("同意", CHIEF.name)


def test_a_party_that_was_changed_after_the_filing_stops_the_report(bureau: "Office", clock: Clock) -> None:
    number = filed(bureau)
    seen: dict[str, Any] = {"officers": TEAM, "certificates_shown": True, **TIMES}
    with bureau.reading() as session:
        known = casework.known(session, number)
    other = {name: getattr(known, name) for name in known.__slots__} | {"party": {**known.party, "name": "林海声"}}
    bureau.perform(casework.change, number, casework.Facts(**other), by=INSPECTOR)
    did(bureau, number, "case.scene_recorded", **seen, found="现场有卷烟", place="思明区")
    before = kinds(bureau, number)
    first, second = "《现场笔录》厦烟现〔2026〕第1号的“当事人”", "《立案报告表》厦烟立〔2026〕第1号的“当事人”"
    assert clashes(bureau, number) == [f"{first}（林海声）与{second}（林海生）不一致"]
    with pytest.raises(Refused, match="“当事人”（林海声）"):
        did(bureau, number, "case.reported", facts="从外地进货", nature="违法", proposal="罚款")
    assert kinds(bureau, number) == before


def test_an_undone_step_gives_back_the_numbers_of_all_its_papers(bureau: "Office", clock: Clock) -> None:
    number = filed(bureau)
    bureau.perform(casework_goods.list_goods, number, [Goods("牌", 300)], by=INSPECTOR)
    clock.to(START + timedelta(days=1))
    said: dict[str, Any] = {"officers": TEAM, "place": "仓库", "reason": "证据可能灭失", "goods": KEPT}
    confirmed(bureau, number, "case.evidence_preserved", **said)
    clock.to(START + timedelta(days=2))
    with pytest.raises(Refused):
        did(bureau, number, "case.preservation_disposed", notice="2", disposal="送检")
    disposed: dict[str, Any] = {"notice": "1", "disposal": "返还"}
    bureau.perform(TAKE["case.preservation_disposed"], number, disposed, by=INSPECTOR, grace=timedelta(seconds=15))
    assert kinds(bureau, number)[-1] == "evidence_disposal"
    bureau.perform(undo.undo_last, number, by=INSPECTOR)
    assert kinds(bureau, number)[-2:] == ["preservation_approval", "evidence_preservation"]
    did(bureau, number, "case.preservation_disposed", **disposed)
    assert papers(bureau, number)[-1]["number"] == "厦烟存处〔2026〕第1号"


def test_a_lead_that_is_not_filed_and_one_that_is_extended_have_their_papers(bureau: "Office", clock: Clock) -> None:
    number = bureau.perform(casework.register, FACTS, by=INSPECTOR)
    did(bureau, number, "case.lead_extended", by=CHIEF, until="2026-11-20", reason="须协查")
    confirmed(bureau, number, "case.not_filed", reason="违法事实不能成立")
    assert kinds(bureau, number) == ["lead_extension", "lead_extension_notice", "report_record", "case_not_filed"]
    other = bureau.perform(casework.register, FACTS, by=INSPECTOR)
    confirmed(bureau, other, "case.transferred", to="公安机关", reason="涉嫌犯罪")
    assert kinds(bureau, other) == ["case_transfer"]


def test_a_blank_that_the_paper_needs_is_asked_for_before_the_step(bureau: "Office", clock: Clock) -> None:
    number = filed(bureau)
    with pytest.raises(InvalidInput, match="缺少“核价依据”"):
        did(bureau, number, "case.priced", goods=KEPT, total=1)
    assert kinds(bureau, number) == ["report_record", "case_filing"]


def test_a_fine_that_is_late_is_demanded_with_the_surcharge_of_the_day(bureau: "Office", clock: Clock) -> None:
    number = settled(bureau, clock)
    clock.to(date(2026, 11, 23))  # fifteen days from the service end on a Saturday, so on Monday
    with pytest.raises(Refused):
        did(bureau, number, "case.payment_demanded", way="直接送达", receiver="林海生")
    clock.to(date(2026, 11, 24))
    did(bureau, number, "case.payment_demanded", way="直接送达", receiver="林海生")
    paper = papers(bureau, number)[-1]
    assert (paper["kind"], paper["number"]) == ("payment_demand", "厦烟催〔2026〕第1号")
    said = paper["data"]
    assert (said["decision_no"], said["owed"], said["demand_days"]) == ("厦烟处〔2026〕第1号", "20600.00", 10)
    assert (said["decided_on"], said["delivered_on"]) == ("2026-11-06", "2026-11-06")
    assert clashes(bureau, number) == []


def test_every_cause_cites_what_was_violated_by_its_whole_title() -> None:
    causes = lawbook().in_force(START).causes.values()
    told = {casework_paper_words.formal(cause.violated) for cause in causes if cause.violated}
    assert "《中华人民共和国未成年人保护法》第五十九条第一款" in told
    assert [words for words in told if not words.startswith("《")] == []
