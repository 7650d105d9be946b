"""The examination: acts, visits, reviews, hearings."""

from tests.support.manual.guide import WIDE, Guide, fill, opens
from tests.tui.conftest import Clerk


async def examination(guide: Guide) -> None:
    """Plan a visit, record it, ask a unit."""
    number = guide.number(item="new", state="accepted", screening="review")
    async with guide.sit() as desk:
        await opens(desk, number)
        await desk.types("E")
        await guide.shot(desk, "examination-acts")
        await desk.types("escape")
        await act(desk, "anpai")
        fill(desk, inspectors="inspector,inspector2")
        await guide.shot(desk, "visit-plan")
        await desk.types("f2")
        await act(desk, "song")
        fill(desk, units="legal", question="当事人有无在办案件")
        await guide.shot(desk, "review-ask")
        await desk.types("f2")
    async with guide.sit("reviewer") as desk:
        await desk.types("g", "r")
        await guide.shot(desk, "reviews")
        await desk.types("a")
        fill(desk, opinion="agree", text="没有在办案件")
        await guide.shot(desk, "review-answer")
        await desk.types("f2")
    await visited(guide, number)


async def visited(guide: Guide, number: str) -> None:
    """Record what two inspectors found, and look at the section."""
    async with guide.sit("inspector", (96, 40)) as desk:
        await opens(desk, number)
        await act(desk, "dengjishidi")
        fill(
            desk, school_distance_m="120", school="莲花小学东门", nearest_shop_m="65", method="激光测距仪，按步行路径",
            fixed="true", separate_from_home="true", safe="true", present="林海生", relation="本人",
            conclusion="符合布局要求",
        )  # fmt: skip
        await guide.shot(desk, "site-form")
        await desk.types("f2")
    async with guide.sit(size=WIDE) as desk:
        await opens(desk, number)
        await desk.types("0")
        await guide.shot(desk, "examination")


async def act(desk: Clerk, words: str) -> None:
    """Choose an act of the examination by its pinyin."""
    await desk.types("E")
    await desk.writes(words)
    await desk.types("enter")


async def hearing(guide: Guide) -> None:
    """Offer the right to a hearing and note the request."""
    number = guide.number(1, item="new", state="accepted", screening="review")
    async with guide.sit(size=WIDE) as desk:
        await opens(desk, number)
        await act(desk, "gaozhi")
        fill(desk, matter="拟不予许可")
        await desk.types("f2")
        await act(desk, "dengjitingzhengshenqing")
        fill(desk, who="申请人")
        await guide.shot(desk, "hearing-request")
        await desk.types("f2", "0")
        await guide.shot(desk, "hearing")
