"""Several offices: whose cases are shown, a hand-over, who may be given a case; and what was sent about one."""

from datetime import timedelta

from models.values import Role, shanghai_date
from tests.support.manual.guide import Guide
from usecases import absences, offices

PEOPLE = (("siming", "周敏", "350203"), ("huli", "吴立", "350206"))


async def several_offices(guide: Guide) -> None:
    """Two districts hand an application over; the supervisor picks an office and gives a case to somebody."""
    office = guide.office
    for login, name, code in PEOPLE:
        by = office.officer("secadmin")
        office.perform(offices.put_officer, login, name=name, roles=[Role.LICENCE_CLERK], office=code, by=by)
    async with guide.sit("siming") as desk:
        await guide.shots(
            desk,
            {
                "office-own": ("g", "a"),
                "transfer-to": ("enter", "M"),
            },
        )
        await desk.writes("huli")
        await desk.types("enter")
        await desk.writes("店铺已迁至湖里区")
        await desk.types("enter")
    async with guide.sit("huli") as desk:
        await desk.types("g", "a", "h", "enter", "M")
        await guide.shot(desk, "transfer-answer")
        await desk.types("enter")
    async with guide.sit("siming") as desk:
        await desk.types("g", "a", "P")
        await guide.shot(desk, "office-all")


async def giving(guide: Guide) -> None:
    """Give a case to somebody while one is away; pick an office; the queue of the city bureau."""
    office, today = guide.office, shanghai_date(guide.office.now())
    async with guide.sit() as desk:
        await desk.types("g", "a")
        await guide.shot(desk, "queue")
    by = office.officer("supervisor")
    office.perform(absences.enter, "clerk2", today, today + timedelta(days=3), "clerk", by=by)
    async with guide.sit("supervisor") as desk:
        await guide.shots(
            desk,
            {
                "office-pick": ("g", "a", "p"),
                "assign": ("escape", "t"),
            },
        )


async def messages(guide: Guide) -> None:
    """What was sent about one application."""
    number = guide.number(state="granted")
    async with guide.sit("approver") as desk:
        await desk.types("g", "o", "slash")
        await desk.writes(number)
        await desk.types("enter")
        await guide.shot(desk, "outbox-search")
