"""The form library: a paper once received is offered again with its age, counts as present, and grows too old."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from content.lawbook import lawbook
from models.errors import Refused
from models.tables.applications import ApplicationRow, AttachmentRow
from models.tables.columns import table_of
from models.tables.papers import PaperRow
from models.values import SYSTEM_OFFICER
from rules import papers as rules
from rules.basis import LegalBasis
from rules.lawrows import PaperRule
from tests.support.evidence import clean
from tests.support.instant import arrived, decided, judgements, opened, proved
from tests.support.rows import OFFICERS, form, receive, row
from usecases import applications, attachments, cases, papers, screening
from usecases.application_detail import detail

if TYPE_CHECKING:
    from wiring.office import Office

CLERK = OFFICERS["clerk"]
ONE, TWO = "A-2026-000001", "A-2026-000002"
BASIS = LegalBasis("规定", 2019, "第七条")


@pytest.fixture
def bureau(office: "Office") -> "Office":
    """Return a bureau that has received the identity card of a holder with a first application."""
    opened(office)
    receive(office, row())
    stored(office, ONE, "11" * 32)
    return office


def stored(office: "Office", number: str, sha256: str) -> None:
    """Let the attachments of an application arrive."""
    with office.engine.begin() as connection:
        connection.execute(AttachmentRow.__table__.update().values(next_try_at=office.now()))  # type: ignore[attr-defined]
    with office.reading() as session:
        case_id = session.execute(
            select(table_of(ApplicationRow).c.id).where(table_of(ApplicationRow).c.number == number)
        ).scalar_one()
        mine = select(table_of(AttachmentRow).c.id).where(table_of(AttachmentRow).c.application_id == case_id)
        ids = set(session.execute(mine).scalars())
        due = [one for one in attachments.due(session, "wechat", at=office.now()) if one.id in ids]
    for one in due:
        office.perform(attachments.stored, one, sha256, "image/jpeg", by=SYSTEM_OFFICER)


def lacking(office: "Office", **changes: Any) -> None:
    """Let the same holder apply again without the identity card."""
    receive(office, row("WX2", of=form(attachments=(), **changes)))


def offered(office: "Office", number: str = TWO) -> list[papers.Paper]:
    with office.reading() as session:
        return list(papers.offered(session, cases.read(session, number), at=office.now()))


def library(office: "Office") -> list[Any]:
    with office.reading() as session:
        return list(session.execute(select(table_of(PaperRow))))


def test_the_same_bytes_of_one_holder_are_one_paper_under_one_code(bureau: "Office") -> None:
    receive(bureau, row("WX2", of=form()))
    stored(bureau, TWO, "11" * 32)

    (paper,) = library(bureau)
    assert (paper.code, paper.kind, paper.digest) == ("P-2026-000001", "id_card", "11" * 32)
    assert paper.valid_to == date(2031, 11, 21)
    assert len(paper.holder_key) == 32
    assert "350203199003070014" not in str(paper)


def test_a_lacking_paper_is_offered_with_its_age_and_counts_as_present_once_it_is_used(bureau: "Office") -> None:
    then = bureau.now()
    bureau.clock = lambda: then + timedelta(days=30)
    lacking(bureau)
    with pytest.raises(Refused, match="身份证件"):
        bureau.perform(applications.accept, TWO, by=CLERK)

    (paper,) = offered(bureau)
    assert (paper.code, paper.age_days, paper.first_number) == ("P-2026-000001", 30, ONE)
    assert bureau.perform(papers.use, TWO, paper.code, by=CLERK) == "id_card"

    with bureau.reading() as session:
        found = detail(session, TWO, at=bureau.now())
    assert (found.row["missing"], found.offered, found.used[0]["code"]) == ([], (), paper.code)
    assert "已30天" in found.history[-1].note
    bureau.perform(applications.accept, TWO, by=CLERK)


def test_a_paper_of_somebody_else_too_old_or_not_lacking_is_not_taken(bureau: "Office") -> None:
    other = form(attachments=()).applicant
    stranger = {"applicant": type(other)(other.kind, "王五", "111", "350203198001010011", "91350200000000008F")}
    lacking(bureau, **stranger)
    assert offered(bureau) == []
    with pytest.raises(Refused, match="同一持有人"):
        bureau.perform(papers.use, TWO, "P-2026-000001", by=CLERK)
    with pytest.raises(Refused):
        bureau.perform(papers.use, ONE, "P-2026-000001", by=CLERK)
    then = bureau.now()
    bureau.clock = lambda: then + timedelta(days=366 * 5)
    receive(bureau, row("WX3", of=form(attachments=())))
    with bureau.reading() as session:
        number = session.execute(
            select(table_of(ApplicationRow).c.number).where(table_of(ApplicationRow).c.channel_ref == "WX3")
        ).scalar_one()
    assert offered(bureau, number) == []


def test_a_paper_is_not_offered_to_the_application_that_it_came_with(bureau: "Office") -> None:
    receive(bureau, row("WX1", 2, of=form(attachments=())))
    lacking(bureau)

    assert offered(bureau, ONE) == []  # the newest revision says that it is not there
    assert [paper.kind for paper in offered(bureau)] == ["id_card"]
    with pytest.raises(Refused, match="不缺该材料"):
        bureau.perform(papers.use, ONE, "P-2026-000001", by=CLERK)


def test_a_paper_of_one_holder_is_not_offered_to_the_one_whom_a_later_revision_names(bureau: "Office") -> None:
    who = form().applicant
    stranger = type(who)(who.kind, "王五", "111", "350203198001010011", "91350200000000008F")
    receive(bureau, row("WX1", 2, of=form(applicant=stranger, attachments=())))
    lacking(bureau, applicant=stranger)

    assert offered(bureau) == []


def test_what_was_taken_counts_again_after_a_newer_revision(bureau: "Office") -> None:
    lacking(bureau)
    bureau.perform(papers.use, TWO, "P-2026-000001", by=CLERK)
    receive(bureau, row("WX2", 2, of=form(attachments=(), reason="改")))
    bureau.perform(screening.conclude, TWO, 2, clean(), by=SYSTEM_OFFICER)

    with bureau.reading() as session:
        assert cases.read(session, TWO).row["missing"] == []


def test_the_machine_takes_a_paper_that_is_there_instead_of_asking_for_it(bureau: "Office") -> None:
    waiting = arrived(bureau, form(attachments=()), proved(police={"status": "ok", "result": "match", "serial": "1",
                      "as_of": ""}), "WX2", TWO)  # fmt: skip
    number_of_first = judgements(bureau)[0].number

    assert (number_of_first, decided(bureau, waiting)) == (TWO, "person")  # the first application is still open
    with bureau.reading() as session:
        steps = {step["code"]: step for step in judgements(bureau)[-1].chain}
        assert steps["complete"]["answer"] == "yes"
        assert "P-2026-000001" in steps["complete"]["said"]
        assert papers.uses(session, 2) == []


@pytest.mark.parametrize(
    ("on", "valid_to", "usable"),
    [
        (date(2026, 11, 20), None, False),
        (date(2026, 11, 21), None, True),
        (date(2027, 2, 28), None, True),
        (date(2027, 3, 1), None, False),
        (date(2026, 12, 1), date(2026, 12, 1), True),
        (date(2026, 12, 2), date(2026, 12, 1), False),
    ],
    ids=["before it came", "on the day", "last day", "a day later", "its own end", "behind its own end"],
)
def test_a_paper_is_usable_through_its_last_day(on: date, valid_to: date | None, usable: bool) -> None:
    row_ = PaperRule("id_card", 3, BASIS)
    received = date(2026, 11, 21) if on < date(2027, 1, 1) else date(2026, 11, 28)

    assert rules.usable(row_, received, valid_to, on) is usable


def test_a_kind_without_a_row_is_never_offered_and_no_limit_never_ends() -> None:
    assert not rules.usable(None, date(2026, 1, 1), None, date(2026, 1, 1))
    assert rules.usable(PaperRule("x", 0, BASIS), date(1999, 1, 1), None, date(2026, 1, 1))
    assert "old_licence" not in lawbook().in_force(date(2026, 11, 22)).papers
