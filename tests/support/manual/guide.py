"""The guide: sits officers down at consoles, finds what is to be shown, keeps what is seen."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from sqlalchemy import select

from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from tests.support.pictures import save
from tests.tui.conftest import Clerk, seated
from tui.screens.application import ApplicationView
from wiring.office import Office

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

    async def shots(self, desk: Clerk, pictures: Mapping[str, tuple[str, ...]]) -> None:
        """Press the keys that lead to each picture and keep it, one after the other."""
        for name, keys in pictures.items():
            await desk.types(*keys)
            await self.shot(desk, name)

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
