"""What every screen has, and the desk itself: the help, the home, the queue, one application, decisions, documents."""

from tests.support.manual.guide import Guide, opens


async def everywhere(guide: Guide) -> None:
    """The home, the queue, what the keys do, and finding by initials."""
    async with guide.sit() as desk:
        await guide.shot(desk, "home")
        await desk.types("g", "a")
        await guide.shot(desk, "queue")
        await desk.types("question_mark")
        await guide.shot(desk, "help")
        await desk.types("escape", "enter")
        await guide.shot(desk, "application")


async def decisions(guide: Guide) -> None:
    """What is asked before a correction, a grant and a refusal; nothing is decided."""
    async with guide.sit() as desk:
        await opens(desk, guide.number(state="received"))
        await desk.types("b")
        await guide.shot(desk, "correct")
        await desk.types("escape", "y")
        await guide.shot(desk, "grant")
        await desk.types("escape", "n")
        await guide.shot(desk, "refuse")


async def documents(guide: Guide) -> None:
    """The documents of an application that was granted, and one of them in characters."""
    async with guide.sit() as desk:
        await opens(desk, guide.number(state="granted", item="renew"))
        await desk.types("d")
        await guide.shot(desk, "documents")
        await desk.types("enter")
        await guide.shot(desk, "document")
