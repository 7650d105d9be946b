"""Makes the pictures of the clerks' manual again: walks through a running demonstration by the keys of the manual.

`luqiao demo --dir F` in one terminal, then `python -m tests.support.manual F/config.toml PICTURES [chapter ...]`.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from sqlalchemy import select

from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from tests.support.pictures import save
from tests.tui import conftest
from tests.tui.conftest import Clerk, seated
from tui.screens.application import ApplicationView
from tui.view import View
from wiring.config import load
from wiring.office import Office, open_office

SIZE, WIDE = (96, 28), (120, 34)
SETTLED = 0.6  # seconds that a screen may take to draw what was read
APPLICATIONS = table_of(ApplicationRow)
JPEG = b"\xff\xd8\xff made up"


class Guide:
    """The bureau that is shown, and where the pictures go."""

    def __init__(self, office: Office, folder: Path) -> None:
        self.office, self.folder = office, folder

    def sit(self, login: str = "clerk", size: tuple[int, int] = SIZE) -> AbstractAsyncContextManager[Clerk]:
        """Sit an officer down at a console."""
        return seated(self.office, self.office.officer(login), size)

    async def shot(self, desk: Clerk, name: str) -> None:
        """Keep what is seen."""
        await desk.pilot.pause(SETTLED)
        await desk.rests()
        save(desk.app, self.folder / f"{name}.png")

    def number(self, place: int = 0, **wanted: str) -> str:
        """Return the number of an application with these values."""
        chosen = select(APPLICATIONS.c.number).filter_by(**wanted).order_by(APPLICATIONS.c.id)
        with self.office.reading() as session:
            return str(session.execute(chosen).scalars().all()[place])

    def licence(self, status: str = "active") -> str:
        """Return a licence of a status."""
        from models.tables.licences import LicenceRow

        licences = table_of(LicenceRow)
        chosen = select(licences.c.licence_no).where(licences.c.status == status).order_by(licences.c.id)
        with self.office.reading() as session:
            return str(session.execute(chosen).scalars().first())

    def delivered(self) -> str:
        """Return the application whose documents were handed over at the window last."""
        from models.tables.deliveries import DeliveryRow

        rows = table_of(DeliveryRow)
        chosen = select(rows.c.subject).where(rows.c.state == "delivered", rows.c.way == "window")
        with self.office.reading() as session:
            return str(session.execute(chosen.order_by(rows.c.id.desc())).scalars().first())


async def opens(desk: Clerk, number: str, section: int | None = None) -> None:
    """Show an application."""
    desk.app.push_screen(ApplicationView(number, section=section))
    await desk.pilot.pause(SETTLED)
    await desk.rests()


def fill(desk: Clerk, **values: str) -> None:
    """Write into a form."""
    for name, value in values.items():
        widget = desk.app.screen._widget(name)  # type: ignore[attr-defined]
        widget.value = value
        widget.refresh()


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
            await desk.types("f2")
        await guide.shot(desk, "appointments")
        await desk.types("enter")
        await guide.shot(desk, "appointment-arrive")
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
        await desk.types("f2")
        await guide.shot(desk, "window-faults")
        await desk.types("f4")
        await guide.shot(desk, "window-paper-kinds")
        await desk.writes("yuan")
        await desk.types("enter")
        await guide.shot(desk, "window-paper-files")
        await desk.types("enter")
        await desk.writes(str(scan))
        await desk.types("enter")
        await guide.shot(desk, "window-paper")
        await desk.types("escape")
        await guide.shot(desk, "window")
        await desk.types("enter")
        fill(desk, suspend_from="2026-12-01")
        await desk.types("f2")
        await guide.shot(desk, "window-entered")
    scan.unlink()


async def window_against(guide: Guide) -> None:
    """A renewal of a licence that is suspended, without its papers: all that stands against it, at once."""
    async with guide.sit() as desk:
        await desk.types("g", "n", "n", "down", "enter")
        await desk.writes(guide.licence("suspended"))
        await desk.types("f3", "f2")
        await guide.shot(desk, "window-against")
        await desk.types("escape")
        await guide.shot(desk, "window-against-told")
        await desk.types("escape")


async def instant(guide: Guide) -> None:
    """What the machine decided and why; a sample; the switch."""
    async with guide.sit(size=WIDE) as desk:
        await desk.types("g", "i")
        await guide.shot(desk, "instant")
        await desk.types("m", "enter")
        await guide.shot(desk, "instant-reasons")
        await desk.types("escape", "c")
        await guide.shot(desk, "instant-sample")
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


async def act(desk: Clerk, words: str) -> None:
    """Choose an act of the examination by its pinyin."""
    await desk.types("E")
    await desk.writes(words)
    await desk.types("enter")


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


async def deliveries(guide: Guide) -> None:
    """What is to be served; at the window with the ID; by post."""
    from usecases import cases

    async with guide.sit() as desk:
        await desk.types("g", "y", "s", "down", "enter")
        await guide.shot(desk, "deliveries")
        row = desk.app.screen.table.current  # type: ignore[attr-defined]
        await desk.types("a")
        with guide.office.reading() as session:
            who = cases.read(session, row.subject).form.applicant
        receiver = who.name if who.id_no else who.legal_rep_name
        fill(desk, receiver=receiver or "", id_no=who.id_no or who.legal_rep_id_no or "")
        await guide.shot(desk, "hand-over")
        await desk.types("f2")
        await guide.shot(desk, "handed-over")
        desk.app.push_screen(delivery_view(row.number))
        await guide.shot(desk, "delivery")
        await desk.types("escape", "e")
        fill(desk, way="post")
        await guide.shot(desk, "delivery-change")
        await desk.types("f2", "f")
        await guide.shot(desk, "delivery-send")
        await desk.types("enter")
        await guide.shot(desk, "delivery-sent")


def delivery_view(number: str) -> View:
    """Return the page of one delivery."""
    from tui.screens.delivery import DeliveryView

    return DeliveryView(number)


async def ratings(guide: Guide) -> None:
    """What applicants say, and the return visit of an unhappy one."""
    unhappy(guide.office, guide.number(item="renew", state="granted"))
    async with guide.sit(size=WIDE) as desk:
        await desk.types("g", "e")
        await guide.shot(desk, "ratings")
        await desk.types("a")
        fill(desk, text="已电话回访并说明")
        await guide.shot(desk, "visit")
        await desk.types("f2")
        await guide.shot(desk, "visited")


def unhappy(office: Office, number: str) -> None:
    """Let an applicant be unhappy; the people of the demonstration seldom are."""
    from models.values import SYSTEM_OFFICER
    from ports.ratings import Rating, RatingRow
    from usecases import cases
    from usecases import ratings as kept

    with office.reading() as session:
        row = cases.read(session, number).row
    words, ref = "等了很久才有人答复", str(row["channel_ref"])
    told = Rating(f"RT-{number}", str(row["channel"]), ref, 2, words, True, "", "", office.now())
    office.perform(kept.receive, "rating", [RatingRow(number.encode(), number, told)], by=SYSTEM_OFFICER)


async def refusals(guide: Guide) -> None:
    """Refuse what is barred: some of those people will be unhappy, a minute later."""
    from cli.demo_clerk import WORDS
    from usecases import application_detail, applications

    office = guide.office
    with office.reading() as session:
        barred = select(APPLICATIONS.c.number).filter_by(screening="deny", state="received")
        numbers = session.execute(barred).scalars().all()
        found = [application_detail.detail(session, number, at=office.now()) for number in numbers]
    for one in found:
        rule = next(f["rule"] for f in one.screening["findings"] if f["outcome"] == "deny")  # type: ignore[index]
        number = one.row["number"]
        office.perform(applications.refuse, number, reason=rule, note=WORDS, by=office.officer("clerk"))
        office.perform(applications.refuse, number, by=office.officer("approver"))


async def dossier(guide: Guide) -> None:
    """The dossier of what was granted, and its closing."""
    async with guide.sit() as desk:
        await opens(desk, guide.number(item="renew", state="granted"))
        await desk.types("v", "z")
        await guide.shot(desk, "dossier-gaps")
    async with guide.sit() as desk:
        await opens(desk, guide.delivered())
        await desk.types("v")
        await guide.shot(desk, "dossier")
        await desk.types("z")
        await guide.shot(desk, "dossier-close")
        await desk.types("enter")
        await guide.shot(desk, "dossier-closed")


async def statistics(guide: Guide) -> None:
    """The figures of the year."""
    async with guide.sit(size=WIDE) as desk:
        await desk.types("g", "s")
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


CHAPTERS: dict[str, Callable[[Guide], Awaitable[None]]] = {
    each.__name__: each
    for each in (
        refusals,
        catalogue,
        appointments,
        window,
        window_against,
        instant,
        examination,
        hearing,
        deliveries,
        ratings,
        dossier,
        statistics,
        bulk,
        claim,
        views,
    )
}


async def main(config: str, folder: str, *chapters: str) -> None:
    """Make the pictures of the named chapters, all where none is named."""
    conftest.PATIENCE = 2.0  # a dialog that waits for a person is no work
    office = open_office(load(Path(config)))
    for name in chapters or CHAPTERS:
        await CHAPTERS[name](Guide(office, Path(folder)))
    office.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
