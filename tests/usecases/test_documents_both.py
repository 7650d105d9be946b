"""Documents on both databases: made, undone, taken back, with gaps."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.values import SYSTEM_OFFICER
from ports.exchanges import Verdict
from tests.support.papers import Workshop, furnished, workshop
from tests.support.receiver import answer, claim
from tests.support.rows import OFFICERS, receive, row, staffed
from tests.usecases.test_documents import GRACE, ONE, TWO, accept, make, passed, rows
from usecases import applications, document_numbers, documents
from usecases.deeds import Order

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["workshop"]


@pytest.fixture
def desk(office: "Office", workshop: Workshop, tmp_path: Path) -> "Office":
    """Return a bureau with two received applications and its papers."""
    staffed(office)
    receive(office, row(), row("WX2"))
    return furnished(office, workshop, tmp_path)


def test_documents_are_numbered_made_and_recorded(desk: "Office") -> None:
    desk.perform(document_numbers.declare, "acceptance", 2026, 1, 4, reason="旧系统已用", by=OFFICERS["approver"])
    passed(desk)
    desk.perform(applications.grant, ONE, by=OFFICERS["clerk"])

    assert make(desk) == 4

    assert {d["state"] for d in rows(desk)} == {"sealed"}
    assert rows(desk)[0]["number"] == "厦烟许受〔2026〕第5号"
    with desk.reading() as session:
        assert [(g.first, g.last) for g in document_numbers.gaps(session)] == [(1, 4)]


def test_an_undone_number_returns_and_a_made_one_stays(desk: "Office") -> None:
    accept(desk, grace=GRACE)
    desk.undo(ONE, by=OFFICERS["clerk"])
    accept(desk, TWO)
    make(desk)
    made = rows(desk, TWO)[0]

    with desk._unit(Order("test", SYSTEM_OFFICER)) as session:
        kept = documents.take_back(session, TWO, made["issued_at"])

    assert (made["serial"], kept) == (1, {("document-acceptance-2026", 1)})
    assert rows(desk, TWO)[0]["state"] == "void"


def test_numbers_on_paper_of_a_decision_that_was_overtaken_are_never_given_again(desk: "Office") -> None:
    passed(desk)
    desk.perform(applications.grant, ONE, by=OFFICERS["clerk"])  # accepted in the same stroke
    make(desk)
    used = {d["number"] for d in rows(desk)}
    (event,) = claim(desk)

    answer(desk, event, Verdict.STALE, code="61512")
    accept(desk, TWO)

    assert {d["state"] for d in rows(desk)} == {"void"}
    assert [d["serial"] for d in rows(desk, TWO)] == [2]
    assert not used & {d["number"] for d in rows(desk, TWO)}
