"""Who reported is in no ledger entry, no list, no paper of the case, and not in clear in the database file."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, text

from models.errors import BureauError, InvalidInput
from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.tables.ledger import LedgerRow
from tests.support.casework import CHIEF, FACTS, INSPECTOR, START, Clock, at_work, confirmed, did
from tests.support.complaints import REPORT, REPORTER, SECRETS, SUPERVISOR, accepted, received
from tests.support.one_kind import database_url
from usecases import (
    casework,
    casework_steps,
    complaint_cases,
    complaint_reporters,
    complaint_rewards,
    complaint_rows,
    complaints,
    complaints_desk,
    complaints_list,
    form_drafts,
    resealing,
    revealing,
)

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
LEAD = replace(FACTS, summary="", place="", district="", found_on=None)
TEAM = ["inspector", "inspector2"]
DOCUMENTS, LEDGER = table_of(DocumentRow), table_of(LedgerRow)
SLIPS = (  # how a clerk might let it slip
    "欧阳望潮说的",
    "欧阳 望潮",
    "来电13905920077",
    "来电 139-0592-0077",
    "尾号05920077",
    "一三九〇五九二〇〇七七",
    "350203198811223337",
    "家住厦门市湖里区枋湖北二路9号501室",
    "据白色面包车司机反映",
)


@pytest.fixture
def bureau(office: "Office") -> "Office":
    return at_work(office, Clock(START))


def whole_way(office: "Office") -> str:
    """Lead a report through everything; return its number."""
    number = accepted(office)
    office.perform(complaints.dispatch, number, "inspector", by=SUPERVISOR)
    case = office.perform(complaint_cases.make, number, LEAD, by=INSPECTOR)
    confirmed(office, case, "case.filed", officers=TEAM, reason="有证据证明违法")
    office.perform(complaint_reporters.open_drawer, number, "核实细节", by=INSPECTOR)
    office.perform(complaint_rewards.propose, number, 50_000, reason="线索准确", by=INSPECTOR)
    office.perform(complaint_rewards.approve, number, by=CHIEF)
    office.perform(complaints.answer, number, "经查属实，已经立案。", by=INSPECTOR)
    return number


def given_away(writing: str) -> list[str]:
    return [secret for secret in SECRETS if secret in writing]


def lying_open(database_url: str, *others: str) -> list[str]:
    """Return which secrets (and other words) lie in clear in the database file, its log and what lies beside."""
    database = Path(database_url.removeprefix("sqlite:///"))
    lying = b"".join(file.read_bytes() for file in database.parent.glob(f"{database.name}*"))
    assert len(lying) > 100_000
    return [word for word in (*SECRETS, *others) if word.encode() in lying]


def test_nothing_but_the_sealed_drawer_tells_who_reported(bureau: "Office", database_url: str) -> None:
    number = whole_way(bureau)

    assert lying_open(database_url, "鹭岛便利店") == ["鹭岛便利店"]  # what may be seen is there to be seen
    with bureau.reading() as session:
        entries = [bytes(body).decode() for body in session.execute(select(LEDGER.c.body)).scalars()]
        lines = repr(complaints_list.page(session, complaints_list.ComplaintFilter(), on=START))
        detail = repr(complaints_desk.detail(session, number))
        papers = json.dumps([data for (data,) in session.execute(select(DOCUMENTS.c.data))], ensure_ascii=False)
        opened = complaint_rows.reporter_of(session, complaint_rows.read(session, number).row["id"])
    assert [given_away(writing) for writing in (*entries, lines, detail, papers) if given_away(writing)] == []
    assert "filing" in papers or "立案" in papers
    assert opened == REPORTER


def test_what_a_refused_form_left_as_a_draft_is_sealed(bureau: "Office", database_url: str) -> None:
    words = {"facts": "、".join(SECRETS), "nature": "违法"}
    bureau.keep(form_drafts.save, "inspector", "调查终结 C-2026-000001", words, at=bureau.now())
    bureau.keep(form_drafts.save, "inspector", "调查终结 C-2026-000001", words, at=bureau.now())

    assert lying_open(database_url) == []
    with bureau.reading() as session:
        assert form_drafts.find(session, "inspector", "调查终结 C-2026-000001", at=bureau.now()) == words


def test_the_drawer_is_sealed_anew_with_every_other_sealed_thing(bureau: "Office") -> None:
    received(bureau)

    done = bureau.keep(resealing.reseal, "complaint_reporters")

    assert (done.looked_at, done.unreadable) == (6, 0)
    with bureau.engine.connect() as connection:
        (body,) = connection.execute(text("select name from complaint_reporters")).scalars()
    assert bytes(body).startswith(b"LQ1")


@pytest.mark.parametrize("slip", SLIPS)
def test_no_writing_of_a_complaint_takes_what_gives_the_reporter_away(bureau: "Office", slip: str) -> None:
    number, elsewhere = accepted(bureau), received(bureau, replace(REPORT, matter="price"))
    old = received(bureau, replace(REPORT, against="", place=""))
    deeds: list[tuple[Any, tuple[Any, ...], dict[str, Any]]] = [
        (complaints.refer, (elsewhere,), {"note": slip}),
        (complaints.refer, (elsewhere, slip), {}),
        (complaints.turn_away, (old, "no_facts"), {"note": slip}),
        (complaints.answer, (number, f"{slip}，已经办结。"), {}),
        (complaint_reporters.open_drawer, (number, slip), {}),
        (complaint_cases.make, (number, replace(LEAD, summary=slip)), {}),
        (complaint_cases.make, (number, replace(LEAD, place=slip)), {}),
        (
            complaint_cases.make,
            (number, replace(LEAD, party={"kind": "person", "name": "林海生", "address": slip})),
            {},
        ),
    ]

    for deed, args, more in deeds:
        with pytest.raises(InvalidInput, match="能够认出举报人的内容") as refused:
            bureau.perform(deed, *args, by=SUPERVISOR if deed is not complaint_cases.make else INSPECTOR, **more)
        assert given_away(str(refused.value)) == []


@pytest.mark.parametrize("slip", ["欧阳望潮说的", "来电13905920077", "据白色面包车司机反映"])
def test_no_step_and_no_fact_of_the_case_takes_it_either(bureau: "Office", slip: str) -> None:
    number = accepted(bureau)
    case = bureau.perform(complaint_cases.make, number, LEAD, by=INSPECTOR)
    facts = replace(FACTS, summary=slip)

    with pytest.raises(InvalidInput, match="“案情”中写有"):
        bureau.perform(casework.change, case, facts, by=INSPECTOR)
    with pytest.raises(InvalidInput, match="“立案”中写有"):
        confirmed(bureau, case, "case.filed", officers=TEAM, reason=slip)
    confirmed(bureau, case, "case.filed", officers=TEAM, reason="有证据证明违法")
    with pytest.raises(InvalidInput, match="中写有"):
        did(bureau, case, "case.reported", facts=slip, nature="违法", proposal="罚款")


def test_neither_the_case_that_a_report_was_joined_to_nor_the_one_split_off_takes_it(bureau: "Office") -> None:
    first, second = (
        bureau.perform(complaint_cases.make, number, LEAD, by=INSPECTOR)
        for number in (accepted(bureau), accepted(bureau, replace(REPORT, gist="另一人反映"), None))
    )
    for case in (first, second):
        confirmed(bureau, case, "case.filed", officers=TEAM, reason="有证据证明违法")
    with pytest.raises(InvalidInput, match="中写有"):
        did(bureau, first, "case.split", summary=f"{REPORTER.name}反映的另一人", reason="另一当事人")
    did(bureau, first, "case.split", summary="陈建国承运假烟", reason="另一当事人")
    confirmed(bureau, first, "case.joined", into=second, reason="同一批货")

    for case in (second, "C-2026-000003"):
        with pytest.raises(InvalidInput, match="“案情”中写有能够认出举报人的内容：姓名"):
            bureau.perform(casework.change, case, replace(FACTS, summary=f"据{REPORTER.name}反映"), by=INSPECTOR)
        with bureau.reading() as session:
            assert "H-2026-000001" in [line.number for line in complaints_list.of_case(session, case)]


def test_no_note_on_the_case_or_the_report_takes_it_whatever_the_deed(bureau: "Office") -> None:
    number = accepted(bureau)
    case = bureau.perform(complaint_cases.make, number, LEAD, by=INSPECTOR)

    for subject in (number, case):
        with pytest.raises(InvalidInput, match="“说明”中写有能够认出举报人的内容：姓名"):
            bureau.perform(revealing.reveal, subject, "欧阳望潮要求核对", by=SUPERVISOR)
    bureau.perform(revealing.reveal, case, "核对证件原件", by=SUPERVISOR)


def test_a_party_of_the_same_name_and_another_number_is_another_person(bureau: "Office") -> None:
    namesake = {"kind": "person", "name": REPORTER.name, "number": "350203199003070014"}
    number = accepted(bureau)
    for party in (namesake | {"number": ""}, namesake | {"number": REPORTER.id_no}):
        with pytest.raises(InvalidInput, match="“当事人”中写有"):
            bureau.perform(complaint_cases.make, number, replace(LEAD, party=party), by=INSPECTOR)

    case = bureau.perform(complaint_cases.make, number, replace(LEAD, party=namesake), by=INSPECTOR)

    done: casework_steps.Done = confirmed(bureau, case, "case.filed", officers=TEAM, reason=f"{REPORTER.name}售假")
    assert done.stage == "investigating"


def test_a_report_is_not_linked_to_a_case_that_names_its_reporter(bureau: "Office") -> None:
    case = bureau.perform(casework.register, replace(FACTS, summary=f"{REPORTER.name}说有假烟"), by=INSPECTOR)
    number = accepted(bureau)

    with pytest.raises(BureauError, match="“案情”中写有"):
        bureau.perform(complaint_cases.link, number, case, by=INSPECTOR)


def test_the_made_up_reporter_of_these_tests_has_every_field(bureau: "Office") -> None:
    assert all(asdict(REPORTER).values())
    assert given_away(json.dumps(asdict(REPORTER), ensure_ascii=False)) == list(SECRETS)
