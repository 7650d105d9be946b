"""The scene of a case from its book: the journal with what the case knows already, sent without leaving the screen."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.values import Officer, shanghai_date
from rules import prices
from rules.brands import Catalogue
from rules.scans import Marks
from tui.screens.scene import SceneScreen
from wiring.scene_journal import Journal
from wiring.scene_sending import send

if TYPE_CHECKING:
    from tui.office import Office
    from usecases.casework_scene import Brought


class CaseScene(SceneScreen):
    """A scene that is one screen of the console among others: its journal is let go with it."""

    def on_unmount(self) -> None:
        """Let the journal go."""
        self.journal.close()


def file_of(office: "Office", number: str, by: Officer) -> Path:
    """Return the journal of an officer's own scene of a case."""
    folder: Path = office.settings.scanner.journals
    return folder / f"{number}-{by.login}.jsonl"


def scene_of(office: "Office", number: str, by: Officer) -> SceneScreen:
    """Return the scene of a case: officers, certificates and place as the case has them, the bureau's catalogue.

    Raises NotFound; Conflict where another window has it open; InvalidInput for a file that is no scene of this case.
    """
    from usecases import brands, casework_rows

    with office.reading() as session:
        case, known = casework_rows.read(session, number), brands.catalogue(session)
    team = [(str(login), str(no)) for login, _name, no in case.standing.team]
    head = {"case": number, "place": case.row["place"], "officers": [login for login, _no in team]}
    journal = Journal.open(file_of(office, number, by), head, office.now)
    if len(journal.events) == 1 and len(team) > 1 and all(no for _login, no in team):
        journal.name_team(team, case.row["place"])
    day = prices.basis_of("catalogue", shanghai_date(office.now()).isoformat())
    scanner = office.settings.scanner
    return CaseScene(
        journal, Catalogue(known, day), marks=Marks(scanner.prefix, scanner.suffix), send=_sending(office, journal, by)
    )


def _sending(office: Any, journal: Journal, by: Officer) -> Any:
    def sent() -> "Brought":
        return send(office, journal.path, journal.path.read_bytes(), by=by)

    return sent
