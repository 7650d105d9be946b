"""What the demonstration begins with: cases at their stages, a complaint, goods; the same for a seed, and only once."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typing_extensions import override

from cli import demo_beginning, demo_cases, demo_people
from cli.demo import WELCOME, WELCOME_EN
from models.values import SHANGHAI, Fen, shanghai_date
from tests.conftest import training_settings
from tests.support.databases import SqliteDatabases
from usecases import audit, brands, casework_consistency, complaints_list, payments, proposals
from usecases.casework_list import CaseLine, Wanted, detail, page
from wiring.config import Ledger, Vault
from wiring.office import Office, open_office
from wiring.setup import prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wiring.config import Settings

STAGES = ["lead", "investigating", "noticed", "executing", "executing"]  # the newest first
SUNDAY = datetime(2026, 11, 22, 22, 30, tzinfo=SHANGHAI)


def begin(settings: "Settings", present: datetime = SUNDAY, seed: int = 1) -> int:
    """Begin a demonstration at a moment, as its first start does; return how much was entered."""
    return begin_by(settings, demo_cases.Calendar(lambda: present), seed)


def begin_by(settings: "Settings", calendar: demo_cases.Calendar, seed: int = 1) -> int:
    """Begin by a calendar as every start does."""
    demo_beginning.clear(settings)
    prepare(settings, clock=calendar)
    return demo_cases.enter(settings, calendar, seed)


def settings_of(url: str, folder: Path) -> "Settings":
    """Return settings whose keys are made in the folder."""
    keys = {"ledger": Ledger(f"file:{folder / 'ledger.key'}"), "vault": Vault(f"file:{folder / 'vault.key'}")}
    return replace(training_settings(url, folder), **keys)  # type: ignore[arg-type]


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> "Settings":
    return settings_of(sqlite_url, tmp_path)


@pytest.fixture(scope="module")
def begun(sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Office]":
    """One demonstration that has begun; the tests only look at it."""
    found = settings_of(next(iter(sqlite_databases.migrated())), tmp_path_factory.mktemp("begun"))
    begin(found)
    office = open_office(found, clock=lambda: SUNDAY)
    yield office
    office.close()


def lines(office: Office) -> list[CaseLine]:
    with office.reading() as session:
        return page(session, Wanted())


def look(office: Office, use: "Callable[..., Any]", *args: Any, **more: Any) -> Any:
    with office.reading() as session:
        return use(session, *args, **more)


def test_there_is_a_case_at_every_stage_that_a_clerk_should_see(begun: Office) -> None:
    found = lines(begun)

    assert [line.stage for line in found] == STAGES
    assert [line.cause for line in found] == ["C08", "C01", "C01", "C03", "C16"]
    assert len({line.party_name for line in found}) == len(STAGES)
    assert {line.handler for line in found} == {"inspector"}


def test_the_goods_of_the_case_under_investigation_are_of_the_catalogue_and_priced(begun: Office) -> None:
    case = detail_of(begun, 1)
    known = {one.pack_barcode: one for one in look(begun, brands.catalogue)}

    assert len(known) == 6
    assert [(one.packs, one.carton_price) for one in case.goods] == [(120, 123_00), (85, 168_00), (40, 245_00)]
    assert {known[one.barcode].product for one in case.goods} == {one.product for one in case.goods}


def detail_of(office: Office, place: int) -> Any:
    return look(office, detail, lines(office)[place].number, at=office.now())


def test_one_decision_waits_for_an_approver(begun: Office) -> None:
    case = detail_of(begun, 2)

    waiting = look(begun, proposals.open_one, case.case.number, None)
    assert (waiting.deed, waiting.by) == ("case.decided", "inspector")


def test_one_fine_is_to_be_paid_and_one_case_can_be_closed(begun: Office) -> None:
    paying, closing = detail_of(begun, 3), detail_of(begun, 4)

    orders = look(begun, payments.of_case, paying.case)
    assert [(one["amount"], one["notices"]) for one in orders] == [(Fen(3000_00), [])]
    assert paying.case.row["owed"] == 3000_00
    assert [each.missing for each in closing.next if each.deed == "case.closed"] == [()]


def test_one_complaint_waits_to_be_accepted_and_does_not_say_whose_it_is(begun: Office) -> None:
    with begun.reading() as session:
        found = complaints_list.page(session, complaints_list.ComplaintFilter(), on=shanghai_date(SUNDAY))

    assert [(one.kind, one.state, one.handler) for one in found] == [("report", "received", "")]


def test_the_ledger_is_whole_its_times_rise_and_no_paper_contradicts_another(begun: Office) -> None:
    with begun.reading() as session:
        assert audit.verify(session).ok
        bodies = [row.body for row in session.execute(audit.LEDGER.select().order_by(audit.LEDGER.c.seq))]
        clashes = [
            clash
            for line in page(session, Wanted())
            for clash in casework_consistency.clashes(session, line.number, at=begun.now())[2]
        ]
    moments = [json.loads(body)["at"] for body in bodies]
    assert moments == sorted(moments, key=datetime.fromisoformat)
    assert [clash for clash in clashes if not clash.warning] == []


def test_a_second_start_adds_nothing(begun: Office) -> None:
    entries = begun.changed()

    assert entries > demo_cases.ONLY_OFFICERS
    assert begin(begun.settings, seed=2) == 0
    assert begun.changed() == entries


@pytest.mark.parametrize(
    "present",
    [datetime(2027, 1, 4, 0, 1, tzinfo=SHANGHAI), datetime(2027, 2, 17, 12, tzinfo=SHANGHAI),
     datetime(2026, 10, 8, 8, tzinfo=SHANGHAI)],
    ids=["a minute into the year's first Monday", "after the Spring Festival", "after the National Day"],
)  # fmt: skip
def test_it_begins_on_any_day_of_the_year(settings: "Settings", present: datetime) -> None:
    begin(settings, present)

    office = open_office(settings, clock=lambda: present)
    assert [line.stage for line in lines(office)] == STAGES
    office.close()


class Interrupted(demo_cases.Calendar):
    """A calendar under which somebody presses Ctrl+C at the so-many-th deed."""

    def __init__(self, deeds: int) -> None:
        super().__init__(lambda: SUNDAY)
        self.left = deeds

    @override
    def __call__(self) -> datetime:
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt
        return super().__call__()


def test_a_beginning_that_was_interrupted_is_begun_anew_and_a_whole_one_is_kept(
    settings: "Settings", begun: Office
) -> None:
    calendar = Interrupted(20)
    with pytest.raises(KeyboardInterrupt):
        begin_by(settings, calendar)
    half = open_office(settings, clock=lambda: SUNDAY)
    left = len(lines(half))
    half.close()

    entered = (begin(settings), begin(settings))

    office = open_office(settings, clock=lambda: SUNDAY)
    found = [(line.number, line.stage, line.party_name) for line in lines(office)]
    office.close()
    assert 0 < left < len(STAGES)
    assert (entered[0] > 0, entered[1]) == (True, 0)
    assert found == [(line.number, line.stage, line.party_name) for line in lines(begun)]


def test_a_seed_gives_the_same_parties_again_and_another_one_others(begun: Office) -> None:
    known = [line.party_name for line in lines(begun)]

    again, others = ([party_of(seed, who)["name"] for who in range(len(STAGES))] for seed in (1, 2))
    assert again == known
    assert not set(others) & set(known)


def party_of(seed: int, who: int) -> dict[str, str]:
    return (demo_people.driver if who == demo_people.DRIVER else demo_people.keeper)(seed, who)


@pytest.mark.parametrize("welcome", [WELCOME, WELCOME_EN])
def test_the_welcome_names_the_screens_of_cases_and_of_complaints(welcome: str) -> None:
    assert [line.split()[1] for line in welcome.splitlines() if line.startswith("  g ")][1:3] == ["C", "H"]
