"""The hall: the catalogue, appointments, the window, and what is decided at once."""

from tests.support.manual.guide import JPEG, WIDE, Guide, fill


async def catalogue(guide: Guide) -> None:
    """The catalogue of service items."""
    async with guide.sit() as desk:
        await desk.types("g", "k", "down")
        await guide.shot(desk, "catalogue")


async def appointments(guide: Guide) -> None:
    """Open times, book, see the day."""
    async with guide.sit() as desk:
        await desk.types("g", "m", "o", "enter")
        await guide.shot(desk, "appointments-open")
        await desk.types("enter")
        for name, mobile in (("林海生", "13900000001"), ("陈秀英", "13900000002"), ("黄建国", "13900000003")):
            await desk.types("n", "enter", *["down"] * int(mobile[-1]), "enter")
            fill(desk, person=name, mobile=mobile)
            await guide.shot(desk, "appointment-form")
            await guide.shots(
                desk,
                {
                    "appointments": ("f2",),
                    "appointment-arrive": ("enter",),
                },
            )
        await desk.types("escape")


async def window(guide: Guide) -> None:
    """Take an application in at the window: item, number, prefill, paper, draft."""
    scan = guide.folder / "scan.jpg"
    scan.write_bytes(JPEG)
    number = guide.licence()
    async with guide.sit() as desk:
        await desk.types("g", "n", "n")
        await guide.shot(desk, "window-item")
        await desk.writes("tingye")
        await desk.types("enter")
        await desk.writes(number)
        await desk.types("f3")
        await desk.types("down", "down")
        await guide.shot(desk, "window-form")
        fill(desk, suspend_from="2026-02-30", suspend_to="2027-03-01", reason="装修")
        await guide.shots(
            desk,
            {
                "window-faults": ("f2",),
                "window-paper-kinds": ("f4",),
            },
        )
        await desk.writes("yuan")
        await desk.types("enter")
        await guide.shot(desk, "window-paper-files")
        await desk.types("enter")
        await desk.writes(str(scan))
        await guide.shots(
            desk,
            {
                "window-paper": ("enter",),
                "window": ("escape",),
            },
        )
        await desk.types("enter")
        fill(desk, suspend_from="2026-12-01")
        await desk.types("f2")
        await desk.finds("准予许可")  # the daemon decides within seconds
        await guide.shot(desk, "window-entered")
    scan.unlink()


async def window_against(guide: Guide) -> None:
    """A renewal of a licence that is suspended, without its papers: all that stands against it, at once."""
    async with guide.sit() as desk:
        await desk.types("g", "n", "n", "down", "enter")
        await desk.writes(guide.licence("suspended"))
        await guide.shots(
            desk,
            {
                "window-against": ("f3", "f2"),
                "window-against-told": ("escape",),
            },
        )
        await desk.types("escape")


async def instant(guide: Guide) -> None:
    """What the machine decided and why; a sample; the switch."""
    async with guide.sit(size=WIDE) as desk:
        await guide.shots(
            desk,
            {
                "instant": ("g", "i"),
                "instant-reasons": ("m", "enter"),
                "instant-sample": ("escape", "c"),
            },
        )
    async with guide.sit("supervisor") as desk:
        await desk.types("g", "i", "S")
        await desk.writes("商事登记数据核对中")
        await guide.shot(desk, "instant-switch")
        await desk.types("enter")
        await guide.shot(desk, "instant-stopped")
        await desk.types("S")
        await desk.writes("核对完毕")
        await desk.types("enter")
        await guide.shot(desk, "instant-again")
