"""Making documents every second: a quiet database is not asked, and what comes due is made all the same."""

from datetime import timedelta
from typing import Any, cast

from daemon.jobs import make_documents
from daemon.shift import Shift
from tests.conftest import NOON
from tests.support.rows import OFFICERS, receive, row, staffed
from usecases import applications, documents
from usecases.document_making import Order, Paper
from wiring.office import Office

NUMBER, GRACE = "A-2026-000001", timedelta(seconds=30)


class Papers:
    """Papers that are ready, and can set none; `rests` says how often there was nothing to do."""

    process_id = 1

    def __init__(self) -> None:
        self.rests = 0

    def stay_ready(self) -> None:
        """Count."""
        self.rests += 1

    def make(self, order: Order, **_at: object) -> Paper:
        """Say that it cannot be set."""
        return Paper(order, fault="无法排版")

    def finish(self, order: Order) -> None:
        """Keep nothing."""

    def close(self) -> None:
        """End nothing."""


def begun(office: Office) -> tuple[Shift, Papers]:
    """Return a shift in a bureau with one application."""
    receive(staffed(office), row())
    papers = Papers()
    office._papers = cast("Any", papers)
    return Shift.begin(office, "test"), papers


async def test_a_quiet_database_is_asked_once_where_it_counts_its_writes(office: Office) -> None:
    shift, papers = begun(office)
    counts = office.engine.dialect.name == "sqlite"

    for _ in range(3):
        await make_documents.run(shift, "")

    assert papers.rests == (1 if counts else 3)
    assert (office.writes.number() is not None) == counts


async def test_a_document_is_made_when_its_time_comes_though_nothing_was_written(office: Office) -> None:
    shift, _papers = begun(office)
    office.perform(applications.accept, NUMBER, by=OFFICERS["clerk"], grace=GRACE)

    early = [(await make_documents.run(shift, "")).read for _ in range(2)]
    office.clock = lambda: NOON + GRACE + timedelta(seconds=1)
    late = await make_documents.run(shift, "")

    assert (early, late.read, late.written) == ([0, 0], 1, 1)
    with office.reading() as session:
        assert [one["fault"] for one in documents.of_subject(session, NUMBER)] == ["无法排版"]


async def test_what_another_program_writes_is_seen_at_once(office: Office) -> None:
    shift, _papers = begun(office)
    await make_documents.run(shift, "")
    office.perform(applications.accept, NUMBER, by=OFFICERS["clerk"])

    assert (await make_documents.run(shift, "")).read == 1
