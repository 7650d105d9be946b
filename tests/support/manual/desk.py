"""What every screen has, and the desk itself: the help, the home, the queue, one application, decisions, documents."""

from tests.support.manual.guide import Guide, opens


async def everywhere(guide: Guide) -> None:
    """The home, the queue, what the keys do, and finding by initials."""
    async with guide.sit() as desk:
        await guide.shot(desk, "home")
        await guide.shots(
            desk,
            {
                "queue": ("g", "a"),
                "help": ("question_mark",),
                "application": ("escape", "enter"),
            },
        )


async def decisions(guide: Guide) -> None:
    """What is asked before a correction, a grant and a refusal; nothing is decided."""
    async with guide.sit() as desk:
        await opens(desk, guide.number(state="received"))
        await guide.shots(
            desk,
            {
                "correct": ("b",),
                "grant": ("escape", "y"),
                "refuse": ("escape", "n"),
            },
        )


async def documents(guide: Guide) -> None:
    """The documents of an application that was granted, and one of them in characters."""
    async with guide.sit() as desk:
        await opens(desk, guide.number(state="granted", item="renew"))
        await guide.shots(
            desk,
            {
                "documents": ("d",),
                "document": ("enter",),
            },
        )
