"""Instant approval: granted where everything is proved, else left to people with every reason; never refused."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models.errors import InvalidInput, Refused
from models.forms import Change
from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.tables.outbox import OutboxRow
from models.values import SYSTEM_OFFICER, Item
from tests.support.instant import BUSINESS, ONE, arrived, decided, judgements, opened, proved
from tests.support.rows import OFFICERS, form, receive, row
from usecases import applications, instant, instant_desk, instant_queue, licence_acts
from usecases.application_detail import detail

if TYPE_CHECKING:
    from wiring.office import Office

CLERK, APPROVER, SUPERVISOR = OFFICERS["clerk"], OFFICERS["approver"], OFFICERS["supervisor"]
DOWN = {"status": "unavailable", "message": "503"}
EXTRA: dict[Item, dict[str, Any]] = {
    Item.CHANGE: {"changes": (Change("shop_name", "旧店", "鹭岛便利店"),)},
    Item.SUSPEND: {"suspend_from": date(2026, 12, 1), "suspend_to": date(2027, 3, 1)},
}


@pytest.fixture
def bureau(office: "Office") -> "Office":
    return opened(office)


def shown(office: "Office", number: str = ONE) -> Any:
    with office.reading() as session:
        return detail(session, number, at=office.now())


def answers(office: "Office") -> dict[str, str]:
    return {step["code"]: step["answer"] for step in judgements(office)[-1].chain}


@pytest.mark.parametrize("item", [item for item in Item if item is not Item.NEW], ids=str)
def test_what_the_holder_asks_for_is_granted_at_once_with_document_write_back_and_life(
    bureau: "Office", item: Item
) -> None:
    waiting = arrived(bureau, form(item, **EXTRA.get(item, {})), proved(item))

    assert decided(bureau, waiting) == "granted"

    found = shown(bureau)
    assert (found.row["state"], found.row["assigned_to"]) == ("granted", None)
    assert [e.deed for e in found.history][-3:] == [
        "application.decided_instantly", "application.accepted", "application.granted"
    ]  # fmt: skip
    assert set(answers(bureau).values()) == {"yes"}
    assert all(step["source"] and step["basis"] for step in judgements(bureau)[0].chain)
    with bureau.reading() as session:
        papers = session.execute(select(table_of(DocumentRow).c.due_at)).scalars().all()
        sent = session.execute(select(table_of(OutboxRow).c.kind)).scalars().all()
    assert papers
    assert all(due <= bureau.now() for due in papers)
    assert sent.count("event") == 2


def test_a_new_application_is_accepted_at_once_and_people_examine_it(bureau: "Office") -> None:
    assert decided(bureau, arrived(bureau, form(Item.NEW), proved())) == "accepted"

    found = shown(bureau)
    assert (found.row["state"], found.row["assigned_to"], str(found.row["due_on"])) == ("accepted", None, "2026-12-18")


@pytest.mark.parametrize(
    ("step", "evidence"),
    [
        ("identity", {"police": DOWN}),
        ("identity", {"police": {"status": "ok", "result": "no_record", "serial": "S", "as_of": ""}}),
        ("identity", {"police": {"status": "ok", "result": "mismatch", "serial": "S", "as_of": ""}}),
        ("business", {"business": DOWN}),
        ("business", {"business": {"status": "not_found"}}),
        ("business", {"business": BUSINESS | {"entity_status": "revoked"}}),
        ("business", {"business": BUSINESS | {"legal_rep_id_no": "350203198001010011"}}),
        ("business", {"business": BUSINESS | {"legal_rep_id_no": None}}),
        ("screened", {"defaulter": DOWN}),
        ("holder", {"licence": DOWN}),
        ("holder", {"licence": {"status": "not_found"}}),
        ("holder", {"licence": proved().facts["licence"] | {"holder_id_no": "", "holder_uscc": ""}}),
        ("holder", {"licence": proved().facts["licence"] | {"holder_id_no": "350203198001010011", "holder_uscc": ""}}),
        ("holder", {"licence": proved().facts["licence"] | {"holder_id_no": "350203198001010011"}}),
        ("status", {"licence": proved().facts["licence"] | {"licence_status": "expired"}}),
        ("obstacles", {"licence": proved().facts["licence"] | {"valid_to": "2026-11-20"}}),
        ("records", {"records": DOWN}),
    ],
    ids=["police down", "police no record", "police mismatch", "business down", "business not found", "revoked",
         "another operator", "operator unknown", "defaulters down", "register down", "licence unknown",
         "holder without number",
         "another holder", "the shop's number but another person's", "expired", "end passed", "records down"],
)  # fmt: skip
def test_what_is_unknown_or_speaks_against_it_is_left_to_people_with_the_reason(
    bureau: "Office", step: str, evidence: dict[str, Any]
) -> None:
    waiting = arrived(bureau, form(), proved(**evidence))

    assert decided(bureau, waiting) == "person"

    assert answers(bureau)[step] in {"no", "unknown"}
    assert shown(bureau).row["state"] == "received"
    with bureau.reading() as session:
        assert session.execute(select(table_of(OutboxRow))).all() == []


def test_the_switch_thrown_between_judging_and_deciding_stops_the_grant_and_resuming_decides(bureau: "Office") -> None:
    waiting = arrived(bureau, form(), proved())
    with bureau.reading() as session:
        assert list(instant_queue.waiting(session)) == [waiting]
    bureau.perform(instant_queue.stop, "发现误判", by=SUPERVISOR)

    assert decided(bureau, waiting) == ""
    assert (shown(bureau).row["state"], judgements(bureau)[0].outcome) == ("received", "waiting")
    with bureau.reading() as session:
        assert list(instant_queue.waiting(session)) == []
    bureau.perform(instant_queue.resume, "已查清", by=APPROVER)
    assert decided(bureau, waiting) == "granted"


def test_only_approver_and_supervisor_throw_the_switch_with_a_reason_and_only_once(bureau: "Office") -> None:
    with pytest.raises(Refused, match="无权"):
        bureau.perform(instant_queue.stop, "理由充分", by=CLERK)
    with pytest.raises(InvalidInput):
        bureau.perform(instant_queue.stop, " ", by=SUPERVISOR)
    bureau.perform(instant_queue.stop, "发现误判", by=SUPERVISOR)
    with pytest.raises(Refused, match="已经停止"):
        bureau.perform(instant_queue.stop, "再停一次", by=APPROVER)


def test_a_clerk_who_is_faster_is_not_overtaken_by_the_machine(bureau: "Office") -> None:
    waiting = arrived(bureau, form(), proved())
    bureau.perform(applications.grant, ONE, by=CLERK)

    assert decided(bureau, waiting) == ""
    assert judgements(bureau)[0].outcome == "overtaken"


def test_a_newer_version_that_arrived_before_the_decision_is_not_decided_by_the_older_one(bureau: "Office") -> None:
    decision_id = arrived(bureau, form(), proved())
    receive(bureau, row("WX1", 2, of=form(reason="更正")))

    assert decided(bureau, decision_id) == ""

    assert judgements(bureau)[0].outcome == "overtaken"
    assert shown(bureau).row["state"] == "received"


def test_the_list_finds_what_begins_with_the_typed_words_and_takes_no_sign_for_another(bureau: "Office") -> None:
    decided(bureau, arrived(bureau, form(), proved()))

    def found(text: str) -> int:
        with bureau.reading() as session:
            return len(instant_desk.page(session, instant_desk.InstantFilter(text=text)))

    assert [found(text) for text in ("a-2026", "林海", "%", "A_2026")] == [1, 1, 0, 0]


def test_a_decision_is_reviewed_once_and_an_objection_waits_for_an_officer(bureau: "Office") -> None:
    decided(bureau, arrived(bureau, form(), proved()))
    with pytest.raises(InvalidInput, match="说明理由"):
        bureau.perform(instant_desk.review, ONE, "objected", by=APPROVER)

    bureau.perform(instant_desk.review, ONE, "objected", "持证人已经死亡", by=APPROVER)

    with pytest.raises(Refused, match="复查"):
        bureau.perform(instant_desk.review, ONE, "confirmed", by=APPROVER)
    (kept,) = judgements(bureau)
    assert (kept.result, kept.reviewed_by, kept.reason) == ("objected", APPROVER.login, "持证人已经死亡")
    assert shown(bureau).row["attention"] == "objected"


def test_where_the_bureau_does_not_decide_at_once_nothing_waits(bureau: "Office") -> None:
    bureau.desk = replace(bureau.desk, instant=False)
    with pytest.raises(IndexError):
        arrived(bureau, form(), proved())


def test_a_decision_is_made_once_however_often_it_is_ordered(bureau: "Office") -> None:
    waiting = arrived(bureau, form(), proved())

    assert [decided(bureau, waiting), decided(bureau, waiting)] == ["granted", ""]


def test_nothing_of_a_decision_is_kept_when_it_breaks_off_and_it_is_made_again(bureau: "Office") -> None:
    waiting = arrived(bureau, form(), proved())

    class Broken(Exception):
        """The machine loses its power before the commit."""

    def broken(session: Any, decision_id: int, *, by: Any, at: Any) -> None:
        instant.decide(session, decision_id, by=by, at=at)
        raise Broken

    broken.deed = "application.decided_instantly"  # type: ignore[attr-defined]
    with pytest.raises(Broken):
        bureau.perform(broken, waiting, by=SYSTEM_OFFICER)

    assert (shown(bureau).row["state"], judgements(bureau)[0].outcome) == ("received", "waiting")
    assert decided(bureau, waiting) == "granted"


def test_a_proposal_against_the_licence_sends_the_application_to_people(bureau: "Office") -> None:
    decided(bureau, arrived(bureau, form(), proved()))
    number = "A-2026-000002"
    licence_no = shown(bureau).row["licence_no"]
    reason = "经检查不再具备规定的条件。"
    bureau.perform(
        licence_acts.propose, licence_no, "rectification_ordered", ground="conditions", reason=reason, by=CLERK
    )

    waiting = arrived(bureau, form(Item.CLOSE), proved(), "WX2", number)

    assert decided(bureau, waiting) == "person"
    assert answers(bureau)["open"] == "no"
