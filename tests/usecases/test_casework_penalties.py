"""A published penalty and its case say the same, whichever of the two is put right, taken back or undone."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models.errors import Refused
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from tests.support.casework import (
    CHIEF,
    INSPECTOR,
    START,
    Clock,
    at_work,
    confirmed,
    row_of,
    served,
    telling,
)
from tests.support.one_kind import database_url
from usecases import casework_penalties, casework_rows, penalties, undo
from usecases.penalty_forms import Read, read_form

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
OUTBOX = table_of(OutboxRow)
WAIT = timedelta(seconds=15)
OTHER = {"kind": "person", "name": "林海声", "id_no": "350206198512310025"}
ORDER = "厦烟函〔2026〕9号"


@pytest.fixture
def bureau(office: "Office", clock: Clock) -> "Office":
    return telling(at_work(office, clock))


@pytest.fixture
def number(bureau: "Office", clock: Clock) -> str:
    """A case whose decision was served."""
    return served(bureau, clock)


def paper(office: "Office", number: str, **changes: Any) -> Read:
    """Return the penalty of a case as a clerk writes it once more, with some of it put right."""
    row = row_of(office, number)
    said = {
        "document_no": row["decision_no"],
        "party": {"kind": "person", "name": row["party_name"], "id_no": row["party_no"]},
        "cause": "C01",
        "facts": "从外地进货",
        "kinds": ["fine"],
        "content": "罚款",
        "base": "30000.00",
        "fine": "1500.00",
        "decided_on": "2026-11-06",
        "valid_until": "2099-12-31",
    }
    return read_form(said | changes)


def steps(office: "Office", number: str) -> list[str]:
    with office.reading() as session:
        return [step.deed for step in casework_rows.read(session, number).standing.taken]


def penalty(office: "Office", number: str) -> dict[str, Any]:
    with office.reading() as session:
        return penalties.fetch(session, row_of(office, number)["decision_no"])


def sent(office: "Office", system: str) -> list[dict[str, Any]]:
    wanted = select(OUTBOX).where(OUTBOX.c.state != "cancelled", OUTBOX.c.system == system).order_by(OUTBOX.c.id)
    with office.reading() as session:
        return [dict(row) for row in session.execute(wanted).mappings()]


def correct(office: "Office", number: str, grace: timedelta | None = None, **changes: Any) -> None:
    decision = row_of(office, number)["decision_no"]
    more = {} if grace is None else {"grace": grace}
    office.perform(penalties.correct, decision, paper(office, number, **changes), by=INSPECTOR, **more)


def withdraw(office: "Office", number: str, grace: timedelta | None = None) -> None:
    decision = row_of(office, number)["decision_no"]
    approver = office.officer("approver")
    office.perform(penalties.propose_withdrawal, decision, "当事人未满十八周岁", ORDER, by=approver)
    more = {} if grace is None else {"grace": grace}
    office.perform(penalties.withdraw, decision, ORDER, by=CHIEF, **more)


def test_a_number_of_somebody_else_is_put_right_in_file_register_and_platform(bureau: "Office", number: str) -> None:
    correct(bureau, number, party=OTHER)
    row, register, credit = row_of(bureau, number), sent(bureau, "case_system"), sent(bureau, "credit")
    assert (row["party_name"], row["party_no"], row["party"]["born_on"]) == ("林海声", OTHER["id_no"], "1985-12-31")
    assert (row["initials"], row["party"]["phone"]) == ("lhs", "13900000001")
    assert register[-1]["payload"]["party"] == {"kind": "person", "name": "林海声", "id_no": OTHER["id_no"]}
    assert [each["payload"]["stage"] for each in register] == ["filed", "investigated", "decided", "decided"]
    assert [each["payload"]["party"]["id_no"] for each in credit] == ["350203199003070014", OTHER["id_no"]]
    assert (credit[-1]["op"], credit[-1]["version"]) == ("upsert", 2)
    assert penalty(bureau, number)["case_number"] == number
    assert steps(bureau, number)[-1] == casework_penalties.CORRECTED


def test_a_correction_of_words_tells_the_platform_alone_and_shows_nothing_private(
    bureau: "Office", number: str
) -> None:
    before = len(sent(bureau, "case_system"))
    correct(bureau, number, facts="林海生（350203199003070014，电话13900000001）从外地进货", content="罚款1500元")
    assert len(sent(bureau, "case_system")) == before
    assert sent(bureau, "credit")[-1]["payload"]["facts"] == "林海生（3502************14，电话1390*****01）从外地进货"
    assert row_of(bureau, number)["party_no"] == "350203199003070014"


def test_what_a_correction_leaves_open_stays_as_it_was_decided(bureau: "Office", number: str) -> None:
    correct(bureau, number, content="罚款一千五百元")
    row = penalty(bureau, number)
    assert (row["fine"], row["acted_on"], row["content"]) == (150_000, date(2026, 10, 30), "罚款一千五百元")


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"fine": "1600.00"}, "罚款"),
        ({"kinds": ["fine", "warning"]}, "处罚种类"),
        ({"decided_on": "2026-11-05"}, "决定日期"),
        ({"acted_on": "2026-11-01"}, "行为终了日期"),
    ],
)
def test_a_correction_decides_nothing_anew(bureau: "Office", number: str, changed: dict[str, Any], named: str) -> None:
    before = penalty(bureau, number)
    with pytest.raises(Refused, match=f"^{named}以案件的处罚决定为准"):
        correct(bureau, number, **changed)
    assert penalty(bureau, number) == before
    assert len(sent(bureau, "credit")) == 1


def test_an_undone_correction_leaves_case_register_and_platform_as_they_were(bureau: "Office", number: str) -> None:
    before = (row_of(bureau, number), steps(bureau, number), penalty(bureau, number))
    told = [(each["key"], each["state"]) for system in ("credit", "case_system") for each in sent(bureau, system)]
    for subject in (None, number, f"penalty:{penalty(bureau, number)['canonical_no']}"):
        correct(bureau, number, WAIT, party=OTHER)
        bureau.perform(undo.undo_last, subject, by=INSPECTOR)
        assert (row_of(bureau, number), steps(bureau, number), penalty(bureau, number)) == before
        now = [(each["key"], each["state"]) for system in ("credit", "case_system") for each in sent(bureau, system)]
        assert now == told
    correct(bureau, number, party=OTHER)
    assert [each["version"] for each in sent(bureau, "credit")] == [1, 2]


def test_a_record_that_was_taken_back_is_a_mark_in_its_case_and_the_decision_stands(
    bureau: "Office", number: str
) -> None:
    before, register = row_of(bureau, number), len(sent(bureau, "case_system"))
    withdraw(bureau, number)
    row = row_of(bureau, number)
    assert (row["stage"], row["owed"], row["fine"]) == (before["stage"], before["owed"], before["fine"])
    assert steps(bureau, number)[-1] == casework_penalties.WITHDRAWN
    assert [each["op"] for each in sent(bureau, "credit")] == ["upsert", "withdraw"]
    assert len(sent(bureau, "case_system")) == register


def test_an_undone_withdrawal_leaves_no_mark(bureau: "Office", number: str) -> None:
    before = steps(bureau, number)
    withdraw(bureau, number, WAIT)
    bureau.perform(undo.undo_last, by=CHIEF)
    assert (steps(bureau, number), penalty(bureau, number)["state"]) == (before, "recorded")
    assert [each["op"] for each in sent(bureau, "credit")] == ["upsert"]


def test_a_party_is_put_right_after_the_record_was_taken_back_and_nothing_is_published_again(
    bureau: "Office", number: str
) -> None:
    withdraw(bureau, number)
    minor = {"kind": "person", "name": "林海声", "id_no": "350203201003070014"}
    correct(bureau, number, party=minor)
    assert row_of(bureau, number)["party"]["born_on"] == "2010-03-07"
    assert sent(bureau, "case_system")[-1]["payload"]["party"]["id_no"] == minor["id_no"]
    assert [each["op"] for each in sent(bureau, "credit")] == ["upsert", "withdraw"]
    assert penalty(bureau, number)["state"] == "withdrawn"


def test_a_party_that_turns_out_to_be_a_minor_is_first_taken_back(bureau: "Office", number: str) -> None:
    minor = {"kind": "person", "name": "林海声", "id_no": "350203201003070014"}
    with pytest.raises(Refused, match="未成年") as refused:
        correct(bureau, number, party=minor)
    assert "请先撤回" in refused.value.do_next
    assert row_of(bureau, number)["party_name"] == "林海生"


def test_who_was_recused_corrects_nothing(bureau: "Office", number: str) -> None:
    gone = bureau.officer("inspector2")
    decision = row_of(bureau, number)["decision_no"]
    with bureau.engine.begin() as connection:
        row = {"case_id": row_of(bureau, number)["id"], "deed": "case.recused", "counts_on": START, "by": "approver2"}
        said = {"login": "inspector2", "reason": "亲属"}
        connection.execute(
            casework_rows.STEPS.insert().values(**row, at=bureau.now(), said=said, document_no="", ledger_seq=1)
        )
    with pytest.raises(Refused, match="已经回避"):
        bureau.perform(penalties.correct, decision, paper(bureau, number, party=OTHER), by=gone)


def test_an_annulled_case_has_one_withdrawal_and_no_mark(bureau: "Office", clock: Clock, number: str) -> None:
    clock.to(date(2026, 11, 17))
    judgement = {"document": "（2026）闽0203行初12号", "issuer": "人民法院", "dated": "2026-11-16"}
    confirmed(bureau, number, "case.annulled", **judgement, reason="主要证据不足，判决撤销")
    assert casework_penalties.WITHDRAWN not in steps(bureau, number)
    correct(bureau, number, party=OTHER)
    last = sent(bureau, "case_system")[-1]["payload"]
    assert (last["stage"], last["party"]["name"], "fine" in last) == ("closed", "林海声", False)
    assert [each["op"] for each in sent(bureau, "credit")] == ["upsert", "withdraw"]
