"""The work of a desk: figures, many at once, who has a case open, saved views."""

from tests.support.manual.guide import WIDE, Guide, opens


async def statistics(guide: Guide) -> None:
    """The figures of the year."""
    async with guide.sit(size=WIDE) as desk:
        await guide.shots(
            desk,
            {
                "statistics": ("g", "s", "down"),
                "statistics-district": ("d",),
            },
        )


async def bulk(guide: Guide) -> None:
    """Many at once: what it would do is shown before it is done."""
    async with guide.sit() as desk:
        await guide.shots(
            desk,
            {
                "bulk-none": ("g", "a"),
                "bulk-accept": ("asterisk", "a"),
                "bulk-grant": ("escape", "y"),
                "bulk-done": ("escape", "a", "enter"),
                "bulk-undone": ("u",),
            },
        )


async def claim(guide: Guide) -> None:
    """A case that another clerk has open."""
    from usecases import case_locks

    number = guide.number(item="new", state="received")
    office = guide.office
    office.keep(case_locks.take, number, office.officer("clerk2"), at=office.now())
    async with guide.sit() as desk:
        await opens(desk, number)
        await guide.shot(desk, "claim")
        await guide.shots(
            desk,
            {
                "claim-question": ("a",),
                "claim-over": ("escape", "O"),
            },
        )


async def views(guide: Guide) -> None:
    """Save the filters of the queue under a name; what stands on the list of alarms."""
    async with guide.sit() as desk:
        await desk.types("g", "a", "c", "down", "enter", "w")
        await desk.writes("bao")
        await desk.types("enter")
        await desk.writes("微信来件")
        await guide.shot(desk, "view-name")
        await guide.shots(
            desk,
            {
                "views": ("enter", "delete", "w"),
                "view-shown": ("enter",),
                "alarms": ("g", "w"),
                "penalties": ("g", "p"),
                "blacklist": ("g", "b"),
            },
        )
