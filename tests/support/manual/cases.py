"""Enforcement cases: the list, the book of one, its steps by two officers, an interview, votes, what is new."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from models.casework import Nature
from models.values import Fen, shanghai_date
from rules.goods import Goods
from tests.support.casework import FACTS, INSPECTOR, LAWYER, confirmed, did
from tests.support.manual.guide import WIDE, Guide, fill
from tests.tui.conftest import Clerk
from usecases import casework, casework_goods

TEAM = ["inspector", "inspector2"]
REPORT: dict[str, Any] = {
    "facts": "从外地购进卷烟三百条", "nature": "未在当地烟草专卖批发企业进货", "grave": True,
    "proposal": "处进货总额百分之五的罚款",
}  # fmt: skip
PARTIES = ("陈美玉", "黄文昌", "吴天明", "林海生")
NUMBERS = ("350203199003070014", "350203199003070030", "350203199003070057", "350203199003070073")
GOODS = (
    Goods("测试牌（硬）", 3000, nature=Nature.DIVERTED, carton_price=Fen(100_00), barcode="6901028075763"),
    Goods("样品牌（软）", 55, nature=Nature.COUNTERFEIT, carton_price=Fen(220_00)),
)


async def cases(guide: Guide) -> None:
    """From the list through the book to deliberation."""
    numbers = entered(guide)
    async with guide.sit("inspector", WIDE) as desk:
        await guide.shots(
            desk, {"cases": ("g", "C"), "case": ("enter",), "case-next": ("down",), "case-terms": ("down",)}
        )
        await desk.types("a")
        await guide.shot(desk, "case-steps")
        await desk.writes("立案")
        await desk.types("enter")
        fill(desk, officers=",".join(TEAM), reason="有证据证明有违法行为，属于本局管辖")
        await guide.shot(desk, "case-form")
        await desk.types("f2", "escape", "down", "down", "enter", "a")
        await asked(guide, desk)
        await desk.types("escape", "enter", *("down",) * 4)
        await guide.shot(desk, "case-news")
    async with guide.sit("supervisor", WIDE) as desk:
        await guide.shots(desk, {"case-overview": ("g", "T")})
    async with guide.sit("approver2", WIDE) as desk:
        await desk.types("g", "C", "enter", "y")
        await guide.shot(desk, "case-approve")
        await desk.types("escape", "escape", *("down",) * (len(numbers) - 1), "enter")
        await guide.shots(desk, {"case-book": ("end",)})
        await desk.types("a")
        await desk.writes("集体讨论")
        await desk.types("enter", "space", "space", "enter")
        votes = {"vote.approver": "agree", "vote.approver2": "against", "words.approver2": "金额偏高"}
        fill(desk, conclusion="意见不一致，补充材料后再议", agreed="no", host="approver", **votes)
        await guide.shot(desk, "case-votes")


async def asked(guide: Guide, desk: Clerk) -> None:
    """Write an interview."""
    await desk.writes("询问")
    await desk.types("enter")
    for words in ("这些烟从哪里购进", "从外地一个朋友处", "购进多少", "三百条", "付了多少钱"):
        await desk.writes(words)
        await desk.types("enter")
    await guide.shot(desk, "case-interview")


def entered(guide: Guide) -> list[str]:
    """Enter a reviewed case, one under inquiry, and two leads."""
    office, today = guide.office, shanghai_date(guide.office.now())
    numbers = []
    for place, name in enumerate(reversed(PARTIES)):
        found = today - timedelta(days=(2, 5, 9, 3)[place])
        party = {"kind": "person", "name": name, "number": NUMBERS[place], "phone": "13900000001"}
        facts = replace(FACTS, found_on=found, acted_on=found, party=party, summary=f"举报{name}从外地购进卷烟")
        numbers.append(office.perform(casework.register, facts, by=INSPECTOR))
    for number in numbers[:2]:
        confirmed(office, number, "case.filed", officers=TEAM, reason="有证据证明违法")
        office.perform(casework_goods.list_goods, number, GOODS, by=INSPECTOR)
    for number in numbers[:2]:
        looked_into(guide, number)
        did(office, number, "case.review_returned", by=LAWYER, opinion="请补充进货价格的依据")
    office.perform(casework_goods.list_goods, numbers[1], GOODS[:1], by=INSPECTOR)
    did(office, numbers[1], "case.priced", goods=[["6901028075763", "测试牌（硬）", 3000]], total=30_000_00,
        price_basis="当地批发价")  # fmt: skip
    did(office, numbers[0], "case.reported", **REPORT)
    did(office, numbers[0], "case.review_passed", by=LAWYER, opinion="事实清楚，同意处理意见")
    return numbers


def looked_into(guide: Guide, number: str) -> None:
    """Lead a filed case to its report."""
    office, today = guide.office, shanghai_date(guide.office.now())
    scene: dict[str, Any] = {
        "officers": TEAM,
        "certificates_shown": True,
        "found": "柜台下有卷烟三百条",
        "place": "店内",
    }
    scene |= {"started_at": f"{today}T00:10+08:00", "ended_at": f"{today}T00:20+08:00"}
    did(office, number, "case.scene_recorded", **scene)
    did(office, number, "case.reported", **REPORT)
