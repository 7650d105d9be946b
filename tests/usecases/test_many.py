"""Many deeds in one stroke: each kept or lost alone, each with its own papers and ledger entry."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models.errors import NotFound, Refused
from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.values import SYSTEM_OFFICER
from tests.support.evidence import clean
from tests.support.rows import LICENCE_NO, OFFICERS, form, receive, row, staffed
from usecases import applications, audit, screening, undo
from usecases.application_detail import detail

if TYPE_CHECKING:
    from wiring.office import Office

CLERK = OFFICERS["clerk"]
NUMBERS = [f"A-2026-{n:06}" for n in range(1, 8)]
LOST = NUMBERS[3]  # in the middle: its source was down
GRACE = timedelta(seconds=10)


@pytest.fixture
def renewals(office: "Office") -> "Office":
    """Return a bureau with seven renewals, of which the fourth can not be granted."""
    staffed(office)
    licences = [f"{LICENCE_NO[:-3]}{n:03}" for n in range(1, 8)]
    receive(office, *(row(f"WX{n}", of=form(licence_no=no)) for n, no in enumerate(licences, 1)))
    for number, licence_no in zip(NUMBERS, licences, strict=True):
        held = clean().facts["licence"] | {"licence_no": licence_no}
        down = {"defaulter": {"status": "unavailable", "message": "503"}} if number == LOST else {}
        office.perform(screening.conclude, number, 1, clean(licence=held, **down), by=SYSTEM_OFFICER)
    return office


def states(office: "Office") -> list[str]:
    with office.reading() as session:
        return [detail(session, number, at=office.now()).row["state"] for number in NUMBERS]


def papers(office: "Office") -> list[tuple[str, str]]:
    c = table_of(DocumentRow).c
    with office.reading() as session:
        rows = session.execute(select(c.subject, c.number).where(c.kind == "renewal_grant").order_by(c.id))
        return [(row.subject, row.number) for row in rows]


def test_one_that_fails_in_the_middle_takes_no_other_with_it_and_leaves_no_gap(renewals: "Office") -> None:
    against = renewals.perform_each(applications.grant, NUMBERS, by=CLERK, grace=GRACE)

    assert list(against) == [LOST]
    assert "未能查询" in against[LOST].message
    assert states(renewals) == ["granted"] * 3 + ["received"] + ["granted"] * 3
    made = papers(renewals)
    assert [subject for subject, _number in made] == [n for n in NUMBERS if n != LOST]
    assert [int(number.split("〕第")[1].removesuffix("号")) for _subject, number in made] == [1, 2, 3, 4, 5, 6]
    with renewals.reading() as session:
        assert audit.verify(session).ok


def test_everything_can_be_taken_back_in_one_stroke_too(renewals: "Office") -> None:
    done = [n for n in NUMBERS if n != LOST]
    renewals.perform_each(applications.grant, done, by=CLERK, grace=GRACE)

    assert renewals.perform_each(undo.undo_last, done, by=CLERK) == {}

    assert states(renewals) == ["received"] * 7
    assert papers(renewals) == []


def test_who_has_no_right_does_not_even_begin(renewals: "Office") -> None:
    with pytest.raises(Refused, match="无权"):
        renewals.perform_each(applications.grant, NUMBERS, by=OFFICERS["auditor"])

    assert states(renewals) == ["received"] * 7


def test_one_that_does_not_exist_is_said_beside_the_others(renewals: "Office") -> None:
    against = renewals.perform_each(applications.accept, ["A-2026-999999", *NUMBERS[:2]], by=CLERK)

    assert isinstance(against["A-2026-999999"], NotFound)
    assert states(renewals)[:3] == ["accepted", "accepted", "received"]
