"""The papers around a case: the report, copies, letters, goods that go back or are sold, service in all its ways."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from models.errors import Refused
from models.values import Fen
from rules.goods import Goods
from tests.support.casework import CHIEF, FACTS, INSPECTOR, LAWYER, START, Clock, confirmed, decided, did
from tests.support.one_kind import database_url
from usecases import (
    casework,
    casework_consistency,
    casework_goods,
    casework_list,
    casework_rows,
    documents,
    payments_desk,
)

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
TEAM = ["inspector", "inspector2"]
THINGS = [["6901028075763", "测试牌（硬）", 300]]
GOODS: dict[str, Any] = {"goods": THINGS, "place": "仓库"}


def filed(office: "Office") -> str:
    number = office.perform(casework.register, FACTS, by=INSPECTOR)
    confirmed(office, number, "case.filed", officers=TEAM, reason="有证据证明违法")
    return number


def papers(office: "Office", number: str) -> dict[str, dict[str, Any]]:
    """Return what the newest paper of each kind says, in the order of their first issue."""
    with office.reading() as session:
        return {each["kind"]: each["data"] for each in documents.of_subject(session, number)}


def served_on(office: "Office", number: str, deed: str) -> date | None:
    with office.reading() as session:
        return casework_rows.read(session, number).standing.day(deed)


def test_a_report_is_recorded_before_the_filing_without_who_reported(bureau: "Office") -> None:
    number = filed(bureau)
    said = papers(bureau, number)
    assert list(said) == ["report_record", "case_filing"]
    assert (said["report_record"]["summary"], said["report_record"]["received_on"]) == (FACTS.summary, "2026-11-02")
    assert said["report_record"]["received_by"] == INSPECTOR.name


def test_an_inquiry_has_its_letters_copies_and_notices(bureau: "Office", clock: Clock) -> None:
    number = filed(bureau)
    copied: dict[str, Any] = {"copied": "进货登记本", "copied_at": "2026-11-02T09:40+08:00", "provider": "李思远"}
    did(bureau, number, "case.evidence_copied", officers=TEAM, place="店内", original="店内", sheets=3, **copied)
    did(bureau, number, "case.assistance_asked", to="漳州市烟草专卖局", request="协查供货单位", until="2026-11-20")
    did(bureau, number, "case.authenticated", result="真品", report_no="检1", tester="检测站", retained=1, lost=1)
    confirmed(bureau, number, "case.inquiry_extended", reason="须等协查")
    did(bureau, number, "case.suspended", by=CHIEF, reason="须以另案为依据")
    clock.to(START + timedelta(days=3))
    did(bureau, number, "case.resumed", by=CHIEF, reason="原因消除")
    said = papers(bureau, number)
    assert list(said)[2:] == [
        "evidence_copy_sheet", "assistance_letter", "authentication_notice", "inquiry_extension",
        "inquiry_extension_notice", "case_suspension", "case_resumption",
    ]  # fmt: skip
    assert said["evidence_copy_sheet"]["copied_at"] == "2026年11月2日9时40分"
    assert said["assistance_letter"]["to"] == "漳州市烟草专卖局"
    extension, notice = said["inquiry_extension"], said["inquiry_extension_notice"]
    assert (notice["due_on"], notice["until"]) == (extension["due_on"], extension["until"])
    told = [said["case_resumption"][name] for name in ("suspended_on", "resumed_on", "resumed_by")]
    assert told == ["2026-11-02", "2026-11-05", CHIEF.name]
    with bureau.reading() as session:
        assert casework_consistency.clashes(session, number, at=bureau.now())[2] == []


def test_a_longer_term_of_a_lead_is_told_to_a_party_that_is_known(bureau: "Office") -> None:
    number = bureau.perform(casework.register, FACTS, by=INSPECTOR)
    did(bureau, number, "case.lead_extended", by=CHIEF, until="2026-11-20", reason="须协查")
    assert list(papers(bureau, number)) == ["lead_extension", "lead_extension_notice"]


def test_goods_go_back_under_the_notice_that_disposed_of_them(bureau: "Office", clock: Clock) -> None:
    number = filed(bureau)
    confirmed(bureau, number, "case.evidence_preserved", officers=TEAM, reason="证据可能灭失", **GOODS)
    clock.to(START + timedelta(days=1))
    did(bureau, number, "case.preservation_disposed", notice="1", disposal="返还")
    back: dict[str, Any] = {"officers": TEAM, "receiver": "林海生", "reason": "真品", **GOODS}
    with pytest.raises(Refused, match="没有文号为厦烟存处〔2026〕第9号的处理通知书") as refusal:
        did(bureau, number, "case.goods_returned", disposal_no="厦烟存处〔2026〕第9号", **back)
    assert refusal.value.do_next == "本案的：厦烟存处〔2026〕第1号。"
    done = did(bureau, number, "case.goods_returned", disposal_no="厦烟存处〔2026〕第1号", **back)
    said = papers(bureau, number)["goods_return_list"]
    assert (done.doubts, said["cartons"], said["returned_on"]) == ((), "30", "2026-11-03")


def test_a_suspected_crime_goes_over_with_its_approval_and_its_goods(bureau: "Office") -> None:
    number = bureau.perform(casework.register, FACTS, by=INSPECTOR)
    many = [Goods("测试牌（硬）", 100_000, carton_price=Fen(100_00))]
    bureau.perform(casework_goods.list_goods, number, many, by=INSPECTOR)
    confirmed(bureau, number, "case.transferred", to="公安机关", reason="涉嫌犯罪")
    said = papers(bureau, number)
    assert list(said) == ["crime_transfer_approval", "case_transfer", "transfer_goods_list"]
    assert said["crime_transfer_approval"]["alarm"]
    assert said["transfer_goods_list"]["goods"][0][2] == "10000条"


def executing(office: "Office", clock: Clock, *kinds: str, goods: tuple[Goods, ...] = ()) -> str:
    """Lead a case with listed goods to the execution of its decision; return its number."""
    number = filed(office)
    if goods:
        office.perform(casework_goods.list_goods, number, goods, by=INSPECTOR)
    sums = {"confiscated": 90_000, "in_kind": 90_000} if "confiscation" in kinds else {}
    noticed(office, 150_000, number=number, kinds=list(kinds), **sums)
    did(office, number, "case.notice_served", way="直接送达", receiver="林海生")
    clock.to(date(2026, 11, 16))
    said = {"base": 3_000_000, "fine": 150_000, "facts": "从外地进货", "content": "罚款"}
    confirmed(office, number, "case.decided", kinds=list(kinds), **said | sums)
    did(office, number, "case.served", way="直接送达", receiver="林海生")
    return number


def test_goods_that_nobody_listed_or_forfeited_are_not_disposed_of(bureau: "Office", clock: Clock) -> None:
    lists = (("fine",), (Goods("测试牌（硬）", 300),)), (("fine", "confiscation"), ())
    for (kinds, goods), why in zip(lists, ("没有决定没收物品", "没有列明涉案物品"), strict=True):
        clock.to(START)
        number = executing(bureau, clock, *kinds, goods=goods)
        with pytest.raises(Refused, match=why):
            did(
                bureau, number, "case.goods_handed_over", officers=TEAM, to="罚没物资管理中心", reason="已执行", **GOODS
            )
        with bureau.reading() as session:
            offered = casework_list.detail(session, number, at=bureau.now()).next
        lacking = {one.deed: one.missing for one in offered}
        for deed in ("case.goods_sold", "case.goods_handed_over", "case.goods_destroyed"):
            assert lacking[deed] == (why,)
        assert lacking["case.goods_returned"] == ("还没有对先行登记保存的证据作出处理",)


def test_forfeited_goods_are_sold_handed_over_and_destroyed_on_paper(bureau: "Office", clock: Clock) -> None:
    number = executing(bureau, clock, "fine", "confiscation", goods=(Goods("测试牌（硬）", 300),))
    confirmed(
        bureau,
        number,
        "case.goods_sold",
        goods=THINGS,
        method="委托拍卖",
        total=300_000,
        price_basis="目录",
        reason="真品",
    )
    did(bureau, number, "case.goods_handed_over", officers=TEAM, to="罚没物资管理中心", reason="已执行", **GOODS)
    burnt: dict[str, Any] = {"officers": TEAM, "method": "公开焚烧", "witnesses": ["周雅"], **GOODS}
    done = confirmed(bureau, number, "case.goods_destroyed", **burnt)
    said = papers(bureau, number)
    assert list(said)[-3:] == ["forfeit_sale", "forfeit_handover", "destruction_record"]
    assert (said["forfeit_sale"]["total"], said["destruction_record"]["witnesses"]) == ("3000.00", ["周雅"])
    assert (said["destruction_record"]["approved_by"], done.doubts) == (CHIEF.name, ())


def noticed(office: "Office", fine: int = 2_000_000, number: str = "", **more: Any) -> str:
    """Lead a case to a notice (`more`: what else it says), at this fine with a hearing; return its number."""
    number = number or filed(office)
    times = {"started_at": "2026-11-02T09:00+08:00", "ended_at": "2026-11-02T10:00+08:00"}
    seen: dict[str, Any] = {"officers": TEAM, "certificates_shown": True, "found": "有卷烟", "place": "思明区", **times}
    did(office, number, "case.scene_recorded", **seen)
    did(office, number, "case.reported", facts="从外地进货", nature="违法", proposal="罚款")
    did(office, number, "case.review_passed", by=LAWYER, opinion="同意")
    said: dict[str, Any] = {
        "kinds": ["fine"],
        "base": fine * 20,
        "fine": fine,
        "facts": "从外地进货",
        "content": "罚款",
    }
    did(office, number, "case.noticed", **said | more)
    return number


def test_a_hearing_has_its_announcement_and_report_and_a_late_wish_its_refusal(bureau: "Office", clock: Clock) -> None:
    number = noticed(bureau)
    did(bureau, number, "case.notice_served", way="直接送达", receiver="林海生")
    with pytest.raises(Refused, match="以前有权要求听证"):
        did(bureau, number, "case.hearing_refused", words="要求听证", reason="逾期")
    did(bureau, number, "case.hearing_requested", words="要求听证")
    host: dict[str, Any] = {"host": "reviewer", "recorder": "clerk"}
    did(bureau, number, "case.hearing_notified", held_on="2026-11-16", place="会议室", **host)
    clock.to(date(2026, 11, 16))
    did(bureau, number, "case.hearing_held", by=LAWYER, lines=[["主持人", "开始"]], opinion="维持", **host)
    did(bureau, number, "case.hearing_refused", by=LAWYER, words="再次要求", reason="逾期")
    said = papers(bureau, number)
    assert list(said)[-5:] == [
        "case_hearing_notice", "case_hearing_announcement", "case_hearing_record", "case_hearing_report",
        "hearing_refusal",
    ]  # fmt: skip
    report = said["case_hearing_report"]
    assert (report["facts_found"], report["content"], report["opinion"]) == ("从外地进货", "罚款", "维持")
    assert said["case_hearing_announcement"]["host"] == LAWYER.name


@pytest.mark.parametrize(
    ("said", "proof"),
    [
        ({"way": "留置送达", "refusal": "拒绝签收", "witness": "录像"}, ["拒收的理由", "见证人或者录像"]),
        ({"way": "邮寄送达", "mail_no": "EA123456785CN", "relation": "妻子"}, ["与受送达人的关系", "邮件号码"]),
        ({"way": "委托送达", "entrusted": "漳州市烟草专卖局"}, ["受托、转交的单位"]),
        ({"way": "电子送达", "consented_on": "2026-11-02", "sent_to": "a@example.test"},
         ["同意电子送达的日期", "送达的电子地址"]),
    ],
    ids=["left", "by mail", "through others", "electronic"],
)  # fmt: skip
def test_each_way_of_service_shows_its_proof_and_its_day(
    bureau: "Office", clock: Clock, said: dict[str, Any], proof: list[str]
) -> None:
    number = decided(bureau, clock)
    before = list(papers(bureau, number))
    lacking = {key: value for key, value in said.items() if key in ("way", "relation")}
    with pytest.raises(Refused, match=f"{said['way']}没有写明"):
        did(bureau, number, "case.served", receiver="林海生", **lacking)
    assert list(papers(bureau, number)) == before
    clock.to(date(2026, 11, 10))
    did(bureau, number, "case.served", receiver="林海生", on="2026-11-09", **said)
    receipt = papers(bureau, number)["service_receipt"]
    assert ([name for name, _value in receipt["proof"]], receipt["served_on"]) == (proof, "2026-11-09")
    with bureau.reading() as session:
        (order,) = payments_desk.money(session, number, at=bureau.now()).orders
    assert order["due_on"] == date(2026, 11, 24)  # fifteen days from the day of the service


def test_public_notice_serves_when_its_days_are_over_and_terms_run_from_then(bureau: "Office", clock: Clock) -> None:
    number = noticed(bureau)
    did(bureau, number, "case.service_announced", place="公告栏和门户网站", reason="下落不明")
    notice = papers(bureau, number)["service_notice"]
    assert [title for title, _no in notice["papers"]] == ["行政处罚事先告知书", "行政处罚听证告知书"]
    assert (notice["announced_on"], notice["wait_days"]) == ("2026-11-02", 30)
    clock.to(date(2026, 12, 1))
    with pytest.raises(Refused, match="公告送达的日期是公告期满的2026-12-02"):
        did(bureau, number, "case.notice_served", way="公告送达", receiver="公告")
    clock.to(date(2026, 12, 7))
    with pytest.raises(Refused, match="公告送达的日期是公告期满的2026-12-02"):
        did(bureau, number, "case.notice_served", way="公告送达", receiver="公告")
    did(bureau, number, "case.notice_served", way="公告送达", receiver="公告", on="2026-12-02")
    assert served_on(bureau, number, "case.notice_served") == date(2026, 12, 2)
    with pytest.raises(Refused, match="要求听证的期限到2026-12-09才届满"):
        confirmed(
            bureau,
            number,
            "case.decided",
            kinds=["fine"],
            base=40_000_000,
            fine=2_000_000,
            facts="从外地进货",
            content="罚款",
        )
