"""What-if: what a change of the law book would have changed, and nothing else; nothing is written."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from content.lawbook import use_folder
from models.errors import InvalidInput
from models.tables.applications import ScreeningRow
from models.tables.columns import table_of
from models.tables.ledger import LedgerRow
from models.values import SYSTEM_OFFICER, Item
from tests.support.evidence import AS_OF, HIT, clean
from tests.support.lawfiles import COMING
from tests.support.rows import OPERATOR_ID, form, receive, row, staffed
from usecases import law_whatif, screening
from usecases.law_whatif import Otherwise, Tally

if TYPE_CHECKING:
    from pathlib import Path

    from wiring.office import Office

SCREENINGS, LEDGER = table_of(ScreeningRow), table_of(LedgerRow)
TODAY, LONG_AGO = date(2026, 11, 21), date(2020, 1, 1)
OFF = '[[setting]]\nkey = "r6"\nvalue = false\nvalid_from = 2007-03-07\n'
SHORTER = '[[rule]]\nid = "R1"\nyears = 2\nvalid_from = 2016-07-20\n'
BARRED = {
    "kind": "disqualification", "on": "2024-03-01", "cause": "", "in_force": True, "act": "", "by": "tobacco",
    "party": {"name": "林海生", "id_no": OPERATOR_ID, "uscc": None},
}  # fmt: skip


@pytest.fixture
def desk(office: "Office") -> "Office":
    """Three applications: nothing against the first, R1 against the second, R6 against the third."""
    staffed(office)
    found = [clean(), clean(records={"status": "ok", "as_of": AS_OF, "items": [BARRED]}), clean(defaulter=HIT)]
    for n, evidence in enumerate(found, 1):
        shop = replace(form(Item.NEW).premises, address=f"厦门市思明区湖滨南路{n}号")
        receive(office, row(f"WX{n}", of=form(Item.NEW, premises=shop)))
        office.perform(screening.conclude, f"A-2026-00000{n}", 1, evidence, by=SYSTEM_OFFICER)
    return office


def what_if(office: "Office", text: str, since: date = LONG_AGO) -> tuple[list[Otherwise], Tally]:
    tally = Tally()
    change = law_whatif.change_of("change.toml", text, today=TODAY)
    with office.reading() as session:
        return list(law_whatif.differing(session, change, since, tally)), tally


def entries(office: "Office") -> int:
    with office.reading() as session:
        return int(session.execute(select(func.count()).select_from(LEDGER)).scalar_one())


def test_only_what_the_change_concerns_comes_out_otherwise_and_nothing_is_written(desk: "Office") -> None:
    before = entries(desk)

    (found,), tally = what_if(desk, OFF)

    assert (found.number, found.before, found.after) == ("A-2026-000003", "deny", "review")
    assert found.findings == (("R6", ("deny", None), None),)
    assert (tally.looked_at, tally.otherwise, dict(tally.outcomes)) == (3, 1, {("deny", "review"): 1})
    assert dict(tally.decided) == {("deny", "review", "received"): 1}
    assert entries(desk) == before


def test_a_shorter_bar_frees_whom_only_the_longer_one_bars(desk: "Office") -> None:
    (found,), _ = what_if(desk, SHORTER)

    assert found.number == "A-2026-000002"
    assert found.findings == (("R1", ("deny", "2027-03-01"), None),)


def test_a_row_that_is_to_come_is_looked_at_as_if_it_counted(desk: "Office") -> None:
    (found,), tally = what_if(desk, COMING)

    assert (found.number, tally.otherwise) == ("A-2026-000003", 1)


def test_screenings_before_the_day_are_left_out(desk: "Office") -> None:
    assert what_if(desk, OFF, date(2026, 11, 21))[1].looked_at == 3
    assert what_if(desk, OFF, date(2026, 11, 22))[1].looked_at == 0


def test_of_several_screenings_only_the_newest_counts(desk: "Office") -> None:
    desk.perform(screening.conclude, "A-2026-000003", 1, clean(), by=SYSTEM_OFFICER)

    found, tally = what_if(desk, OFF)
    assert (found, tally.looked_at) == ([], 3)


def test_what_other_changes_of_the_book_did_is_not_put_down_to_this_one(desk: "Office", tmp_path: "Path") -> None:
    (tmp_path / "r6.toml").write_text(OFF, encoding="utf-8")
    use_folder(tmp_path)

    (found,), tally = what_if(desk, SHORTER)
    assert (found.number, tally.not_by_this) == ("A-2026-000002", 1)


def test_a_screening_without_facts_is_counted_apart(desk: "Office") -> None:
    with desk.engine.begin() as connection:
        connection.execute(update(SCREENINGS).values(case={}))

    found, tally = what_if(desk, OFF)
    assert (found, tally.not_kept) == ([], 3)


def test_pages_are_read_one_behind_the_other(desk: "Office", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(law_whatif, "AT_ONCE", 1)

    assert what_if(desk, OFF)[1].looked_at == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "没有法规行"),
        (OFF.replace("r6", "r7"), "change.toml第1行，r7：没有“r7”这个开关"),
        (COMING.replace("2026-12-31", "2027-01-01"), "r6在2027-01-01有两条有效的规定：change.toml第2行"),
    ],
    ids=["empty", "unknown switch", "overlap"],
)
def test_a_change_with_a_fault_is_refused(text: str, words: str) -> None:
    with pytest.raises(InvalidInput) as error:
        law_whatif.change_of("change.toml", text, today=TODAY)
    assert words in error.value.message
