"""Credit evaluations: standings follow what is recorded, and disputes are answered by another officer."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from models.errors import InvalidInput, NotFound, Refused
from models.tables.columns import table_of
from models.tables.evaluation import EvaluationDisputeRow, StandingChangeRow, StandingRow
from models.tables.ledger import LedgerRow
from models.tables.penalties import PenaltyRow
from models.values import SYSTEM_OFFICER
from tests.support.penalties import PAPER
from tests.support.register import csv_of, holder, take_in
from tests.support.rows import OFFICERS, staffed
from usecases import evaluation_disputes, evaluations, penalties, register
from usecases.penalty_forms import read_form
from usecases.register import LicenceFilter
from wiring.database import unit_of_work

if TYPE_CHECKING:
    from wiring.office import Office

INSPECTOR, SUPERVISOR, APPROVER = (OFFICERS[n] for n in ("inspector", "supervisor", "approver"))
NUMBER = "350203100000"
DOCUMENT = "厦烟处〔2026〕第12号"
STANDINGS, CHANGES, LEDGER = table_of(StandingRow), table_of(StandingChangeRow), table_of(LedgerRow)


def staffed_with(office: "Office", count: int = 1) -> "Office":
    take_in(staffed(office), csv_of(*(holder(n) for n in range(count))))
    return office


def punish(office: "Office", **changes: Any) -> None:
    """Record a decision against the holder of the first licence."""
    party = {"kind": "person", "name": holder(0)["负责人"], "id_no": holder(0)["身份证号"]}
    paper = PAPER | {"party": party, "cause": "C01", "base": "10000.00", "fine": "1000.00"} | changes
    paper |= {"kinds": ["fine"], "confiscated": None, "content": "罚款。"}
    office.perform(penalties.record, [read_form(paper)], by=INSPECTOR)


def renewed(office: "Office", *, limit: int = 2) -> int:
    changed = 0
    after: str | None = ""
    while after is not None:
        look = office.perform(evaluations.renew, after, by=SYSTEM_OFFICER, limit=limit)
        changed, after = changed + look.changed, look.after
    return changed


def standings(office: "Office") -> list[tuple[str, str, int]]:
    c = STANDINGS.c
    with office.reading() as session:
        found = session.execute(select(c.licence_no, c.grade, c.score).order_by(c.licence_no))
        return [tuple(row) for row in found]


def test_every_licence_gets_a_standing_and_a_second_look_changes_nothing(office: "Office") -> None:
    staffed_with(office, 5)

    assert (renewed(office), renewed(office)) == (5, 0)
    assert {(grade, score) for _, grade, score in standings(office)} == {("A", 104)}


def test_a_decision_moves_the_standing_with_its_reasons(office: "Office") -> None:
    staffed_with(office)
    renewed(office)
    punish(office)

    assert renewed(office) == 1
    assert standings(office) == [(NUMBER, "B", 85)]
    with office.reading() as session:
        newest, first = evaluations.history(session, NUMBER)
        reasons = session.execute(select(CHANGES.c.reasons).order_by(CHANGES.c.id.desc()).limit(1)).scalar_one()
        (line,) = register.page(session, LicenceFilter(), date(2026, 11, 22))
        (found,) = register.search(session, LicenceFilter(text=NUMBER), date(2026, 11, 22))
    assert (newest.grade, first.grade, line.grade, found.grade) == ("B", "A", "B", "B")
    assert ([one.split()[0] for one in newest.came], newest.came[0].endswith(DOCUMENT)) == (["-15"], True)
    assert [one.split()[0] for one in newest.went] == ["+4"]
    assert [(line["ref"], line["points"]) for line in reasons] == [(DOCUMENT, -15)]
    assert reasons[0]["until"] == "2028-11-02"


def test_days_without_a_run_change_nothing(office: "Office") -> None:
    staffed_with(office)
    punish(office)
    office.clock = lambda: datetime(2028, 11, 3, 1, tzinfo=UTC)

    renewed(office)

    with office.reading() as session:
        then = evaluations.of_licence(session, NUMBER, date(2028, 11, 2))
        now = evaluations.of_licence(session, NUMBER, date(2028, 11, 3))
    assert (then.score, now.score) == (89, 104)  # four points of two lawful years
    assert standings(office) == [(NUMBER, "A", 104)]


def test_a_withdrawn_decision_and_another_party_do_not_count(office: "Office") -> None:
    staffed_with(office, 2)
    punish(office)
    with unit_of_work(office.engine) as session:
        session.execute(update(table_of(PenaltyRow)).values(state="withdrawn"))

    renewed(office)

    assert {grade for _, grade, _ in standings(office)} == {"A"}


def test_an_upheld_dispute_strikes_the_event_and_says_so(office: "Office") -> None:
    staffed_with(office)
    punish(office)
    renewed(office)
    office.perform(evaluation_disputes.dispute, NUMBER, DOCUMENT, "处罚的是另一家店", by=INSPECTOR)
    with pytest.raises(Refused, match="须由另一名人员确认"):
        office.perform(evaluation_disputes.settle, NUMBER, DOCUMENT, "查证属实", upheld=True, by=INSPECTOR)

    office.perform(evaluation_disputes.settle, NUMBER, DOCUMENT, "查证属实", upheld=True, by=SUPERVISOR)

    assert standings(office) == [(NUMBER, "A", 104)]
    with office.reading() as session:
        found = evaluations.of_licence(session, NUMBER, date(2026, 11, 21))
        deeds = list(session.execute(select(LEDGER.c.body).order_by(LEDGER.c.seq.desc()).limit(2)).scalars())
    assert found.reasons[0].note == "异议成立，不计：查证属实"
    assert any(b"evaluation.dispute_settled" in bytes(body) for body in deeds)


def test_a_dispute_of_an_officer_who_left_is_answered_by_one_who_may_alone_agree(office: "Office") -> None:
    staffed_with(office)
    punish(office)
    office.perform(evaluation_disputes.dispute, NUMBER, DOCUMENT, "处罚的是另一家店", by=OFFICERS["clerk"])
    with unit_of_work(office.engine) as session:
        session.execute(update(table_of(EvaluationDisputeRow)).values(by="left"))

    with pytest.raises(Refused):
        office.perform(evaluation_disputes.settle, NUMBER, DOCUMENT, "查证属实", upheld=True, by=INSPECTOR)
    office.perform(evaluation_disputes.settle, NUMBER, DOCUMENT, "查证属实", upheld=True, by=SUPERVISOR)

    assert standings(office) == [(NUMBER, "A", 104)]


def test_a_dispute_that_is_turned_down_leaves_the_score(office: "Office") -> None:
    staffed_with(office)
    punish(office)
    renewed(office)
    office.perform(evaluation_disputes.dispute, NUMBER, DOCUMENT, "处罚的是另一家店", by=INSPECTOR)

    office.perform(evaluation_disputes.settle, NUMBER, DOCUMENT, "证据充分", upheld=False, by=SUPERVISOR)

    assert standings(office) == [(NUMBER, "B", 85)]
    with office.reading() as session:
        assert evaluation_disputes.waiting(session) == []
        (kept,) = evaluation_disputes.of_licence(session, NUMBER)
    assert (kept.state, kept.answer) == ("turned_down", "证据充分")


def test_bad_disputes_are_refused_with_what_can_be_disputed(office: "Office") -> None:
    staffed_with(office)
    punish(office)

    with pytest.raises(NotFound) as error:
        office.perform(evaluation_disputes.dispute, NUMBER, "厦烟处〔2026〕第99号", "不是我店", by=INSPECTOR)
    assert DOCUMENT in str(error.value.do_next)
    with pytest.raises(InvalidInput, match="4至500个字"):
        office.perform(evaluation_disputes.dispute, NUMBER, DOCUMENT, "不服", by=INSPECTOR)
    with pytest.raises(NotFound, match="没有对"):
        office.perform(evaluation_disputes.settle, NUMBER, DOCUMENT, "没有异议", upheld=True, by=SUPERVISOR)
    office.perform(evaluation_disputes.dispute, NUMBER, DOCUMENT, "处罚的是另一家店", by=INSPECTOR)
    with pytest.raises(Refused, match="已有未答复的异议"):
        office.perform(evaluation_disputes.dispute, NUMBER, DOCUMENT, "处罚的是另一家店", by=APPROVER)
