"""The work of a desk: figures, many at once, who has a case open, saved views."""

from tests.support.manual.guide import WIDE, Guide, opens


async def statistics(guide: Guide) -> None:
    """The figures of the year."""
    async with guide.sit(size=WIDE) as desk:
        await desk.types("g", "s", "down")
        await guide.shot(desk, "statistics")
        await desk.types("d")
        await guide.shot(desk, "statistics-district")


async def bulk(guide: Guide) -> None:
    """Many at once: what it would do is shown before it is done."""
    async with guide.sit() as desk:
        await desk.types("g", "a")
        await guide.shot(desk, "bulk-none")
        await desk.types("asterisk", "a")
        await guide.shot(desk, "bulk-accept")
        await desk.types("escape", "y")
        await guide.shot(desk, "bulk-grant")
        await desk.types("escape", "a", "enter")
        await guide.shot(desk, "bulk-done")
        await desk.types("u")
        await guide.shot(desk, "bulk-undone")


async def claim(guide: Guide) -> None:
    """A case that another clerk has open."""
    from usecases import case_locks

    number = guide.number(item="new", state="received")
    office = guide.office
    office.keep(case_locks.take, number, office.officer("clerk2"), at=office.now())
    async with guide.sit() as desk:
        await opens(desk, number)
        await guide.shot(desk, "claim")
        await desk.types("a")
        await guide.shot(desk, "claim-question")
        await desk.types("escape", "O")
        await guide.shot(desk, "claim-over")


async def views(guide: Guide) -> None:
    """Save the filters of the queue under a name; what stands on the list of alarms."""
    async with guide.sit() as desk:
        await desk.types("g", "a", "c", "down", "enter", "w")
        await desk.writes("bao")
        await desk.types("enter")
        await desk.writes("微信来件")
        await guide.shot(desk, "view-name")
        await desk.types("enter", "delete", "w")
        await guide.shot(desk, "views")
        await desk.types("enter")
        await guide.shot(desk, "view-shown")
        await desk.types("g", "w")
        await guide.shot(desk, "alarms")
        await desk.types("g", "p")
        await guide.shot(desk, "penalties")
        await desk.types("g", "b")
        await guide.shot(desk, "blacklist")
