"""Cases that end without a penalty, and those whom the law keeps out of them: nobody is told more than there is."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.casework import CaseSource
from models.errors import Refused
from rules.goods import Goods
from tests.stories.casework import SHOP, TEAM, Story, day
from tests.support.casework import CHIEF, INSPECTOR, START, Clock, at_work
from tests.support.one_kind import database_url
from usecases import audit, casework, casework_goods, casework_steps

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
SYSTEMS = (("credit", "credit"), ("case_system", "case_system"), ("nontax", "nontax"))
LEAD = casework.Facts(
    CaseSource.REPORT, START, "举报某店销售假烟", "厦门市思明区湖滨南路1号", "350203", "C08", day("10-30"), party=SHOP
)
REGISTER, CREDIT = "case_system", "credit"
WHOLE = [
    (REGISTER, "filed"), (REGISTER, "investigated"), (CREDIT, "upsert"), (REGISTER, "decided"),
    (REGISTER, "executed"), (REGISTER, "closed"),
]  # fmt: skip


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
def bureau(office: "Office", clock: Clock) -> "Office":
    found = at_work(office, clock)
    found.desk = replace(found.desk, systems=SYSTEMS)
    return found


def penalty(fine: int, base: int, facts: str, **more: Any) -> dict[str, Any]:
    return {"kinds": ["fine"], "base": base, "fine": fine, "facts": facts, "content": f"罚款{fine // 100}元"} | more


def ended(story: Story) -> None:
    """The file is in the archive, nothing is owed or due, and the ledger holds together."""
    row = story.row
    assert (row["stage"], row["due_on"], row["owed"] or 0) == ("archived", None, 0)
    with story.office.reading() as session:
        assert audit.verify(session).ok


def test_unclaimed_goods_are_handled_and_never_confiscated(bureau: "Office", clock: Clock) -> None:
    story = Story(bureau, clock, replace(LEAD, ownerless=True, party={}, summary="仓库里无人认领的卷烟"))
    story.seen([Goods("真牌", 100)])
    story.did("case.owner_sought", place="厦门市烟草专卖局公告栏")
    clock.to(date(2026, 12, 2))
    with pytest.raises(Refused, match="公告到2026-12-02才期满"):
        story.reviewed("无主卷烟10条")
    clock.to(date(2026, 12, 3))
    story.reviewed("无主卷烟10条")
    with pytest.raises(Refused, match="还不能办理"):
        story.noticed(penalty(100_00, 1000_00, "无主卷烟"))
    story.agreed("case.handled", facts="无主卷烟10条", disposal="变卖后上缴国库")
    story.put_away("变卖款已上缴国库")
    assert story.heard() == []
    assert story.row["confiscated"] is None
    ended(story)


def test_who_was_recused_does_nothing_more(bureau: "Office", clock: Clock) -> None:
    story = Story(bureau, clock, LEAD)
    story.seen()
    others = ["inspector", "approver"]
    with pytest.raises(Refused, match="已经回避"):
        story.did("case.recused", by=CHIEF, login="inspector2", officers=TEAM, reason="与当事人有亲属关系")
    story.did("case.recused", by=CHIEF, login="inspector2", officers=others, reason="与当事人有亲属关系")
    with pytest.raises(Refused, match="已经回避"):
        bureau.perform(
            casework_steps.TAKE["case.interviewed"],
            story.number,
            {"officers": others, "certificates_shown": True, "person": "林海生", "place": "店内",
             "lines": [["问", "货从哪里来？"]], "started_at": "2026-11-02T10:00+08:00",
             "ended_at": "2026-11-02T10:30+08:00"},
            by=bureau.officer("inspector2"),
        )  # fmt: skip
    gone = bureau.officer("inspector2")
    for deed, said in (
        (casework_steps.propose, ("case.cancelled", {"reason": "事实不能成立"})),
        (casework.change, (LEAD,)),
        (casework_goods.list_goods, ([Goods("牌", 1)],)),
    ):
        with pytest.raises(Refused, match="已经回避"):
            bureau.perform(deed, story.number, *said, by=gone)
    with pytest.raises(Refused, match="已经回避"):
        story.did("case.officers_named", by=CHIEF, officers=TEAM, reason="人手不足")
    assert story.steps[-1] == "case.recused"


def test_what_is_not_punished_is_not_published(bureau: "Office", clock: Clock) -> None:
    story = Story(bureau, clock, LEAD)
    story.seen()
    story.reviewed("初次违法，情节轻微")
    story.agreed("case.not_punished", facts="销售非法生产的卷烟1盒", reason="初次、轻微并且及时改正")
    story.did("case.served", way="直接送达", receiver="林海生")
    story.put_away("无须执行")
    assert story.heard() == [(REGISTER, stage) for stage in ("filed", "investigated", "decided", "executed", "closed")]
    assert [row["payload"].get("fine") for row in story.sent()] == [None] * 5
    ended(story)


def test_an_inspector_alone_ends_nothing(bureau: "Office", clock: Clock) -> None:
    story = Story(bureau, clock, LEAD)
    said = {"officers": TEAM, "reason": "有证据证明违法"}
    bureau.perform(casework_steps.propose, story.number, "case.filed", said, by=INSPECTOR)
    with pytest.raises(Refused):
        bureau.perform(casework_steps.confirm, story.number, by=INSPECTOR)
    assert (story.row["stage"], story.heard()) == ("lead", [])
