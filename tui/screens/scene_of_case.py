"""The scene of a case from its book: the journal with what the case knows already, sent without leaving the screen."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import Refused
from models.values import Officer, shanghai_date
from rules import prices
from rules.brands import Catalogue
from rules.scans import Marks
from tui.language import told
from tui.screens.scene import SceneScreen
from wiring.scene_journal import Journal
from wiring.scene_sending import send

if TYPE_CHECKING:
    from tui.office import Office
    from usecases.casework_scene import Brought


class CaseScene(SceneScreen):
    """A scene that is one screen of the console among others: its journal is let go with it."""

    fixed = ""  # why what was counted comes into the case no more

    def on_screen_resume(self) -> None:
        """Say where what was counted before can only be looked at."""
        if self.fixed:
            self.call_after_refresh(self.say, told(self.fixed), "warn")

    def on_unmount(self) -> None:
        """Let the journal go."""
        self.journal.close()


def file_of(office: "Office", number: str, by: Officer) -> Path:
    """Return the journal of an officer's own scene of a case."""
    folder: Path = office.settings.scanner.journals
    return folder / f"{number}-{by.login}.jsonl"


def scene_of(office: "Office", number: str, by: Officer) -> SceneScreen:
    """Return the scene of a case: officers, certificates and place as the case has them, the bureau's catalogue.

    What was counted is shown even when the goods of the case can no longer change. Raises NotFound; Refused where they
    cannot and nothing was counted; Conflict where another window has it open; InvalidInput for a file that is no scene
    of this case.
    """
    from usecases import brands, casework_goods, casework_rows

    with office.reading() as session:
        case, known = casework_rows.read(session, number), brands.catalogue(session)
    fixed = casework_goods.fixed(case)
    if fixed and not file_of(office, number, by).exists():
        raise Refused(fixed, kept="没有开始清点。", do_next="内容有误的，由法制审核退回或者重新告知。")
    team = [(str(login), str(no)) for login, _name, no in case.standing.team]
    head = {"case": number, "place": case.row["place"], "officers": [login for login, _no in team]}
    journal = Journal.open(file_of(office, number, by), head, office.now)
    if len(journal.events) == 1 and len(team) > 1 and all(no for _login, no in team):
        journal.name_team(team, case.row["place"])
    day = prices.basis_of("catalogue", shanghai_date(office.now()).isoformat())
    scanner = office.settings.scanner
    marks = Marks(scanner.prefix, scanner.suffix)
    scene = CaseScene(journal, Catalogue(known, day), marks=marks, send=_sending(office, journal, by))
    scene.fixed = fixed
    return scene


def _sending(office: Any, journal: Journal, by: Officer) -> Any:
    def sent() -> "Brought":
        return send(office, journal.path, journal.path.read_bytes(), by=by)

    return sent
