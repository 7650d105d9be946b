"""Acts ex officio: two officers, one ground of the law, the right document, pushes, bars, and undo."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models.errors import BureauError, InvalidInput, NotFound, Refused
from models.forms import Change
from models.tables.applications import ProposalRow
from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.values import SYSTEM_OFFICER, Item
from tests.support.evidence import clean
from tests.support.held import desk, held, on
from tests.support.licences import (
    APPROVER,
    APPROVER2,
    CLERK,
    act,
    ask,
    granted,
    handed,
    licence,
    life,
    new_licence,
    sent,
)
from tests.support.one_kind import database_url
from tests.support.rows import OFFICERS, OPERATOR_ID, form, receive, row
from usecases import (
    applications,
    licence_acts,
    licence_delivery,
    licence_events,
    penalties,
    penalty_forms,
    screening,
    undo,
)
from usecases.application_detail import detail

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url", "desk", "held"]
GRACE = timedelta(seconds=30)
REASON = "经核查属实，依法处理。"


def documents_of(office: "Office", licence_no: str) -> list[tuple[str, str]]:
    c = table_of(DocumentRow).c
    with office.reading() as session:
        return [tuple(r) for r in session.execute(select(c.kind, c.number).where(c.subject == licence_no))]


def words(office: "Office", licence_no: str) -> list[str]:
    """Return the status words that the national register was told."""
    return [m.payload["status"] for m in sent(office, "case_system", f"licence:{licence_no}")]


def test_a_new_licence_waits_for_its_delivery_and_is_active_when_handed_over(desk: "Office") -> None:
    number = new_licence(desk, delivered=False)
    assert licence(desk, number).status == "pending_delivery"

    handed(desk, number)

    found = licence(desk, number)
    assert (found.status, str(found.delivered_on), found.version) == ("active", "2026-11-21", 2)
    assert life(desk, number) == [
        ("licence.granted", "", "pending_delivery"),
        ("licence.delivered", "pending_delivery", "active"),
    ]
    with pytest.raises(Refused, match="现为“有效”，不能办理“送达许可证”"):
        handed(desk, number)


@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        ({"receiver": "林海生"}, Refused, "出示的证件号码与受送达人登记的号码不一致"),
        ({"receiver": "林海生", "id_no": "350206198512310025"}, Refused, "由他人代收的，请写明关系"),
        ({"id_no": OPERATOR_ID}, InvalidInput, "须写明签收人"),
        ({"receiver": "林小妹", "relation": "姐妹", "id_no": "1"}, InvalidInput, "有效证件号码"),
        ({"way": "left"}, InvalidInput, "留置送达须写明证明"),
        ({"way": "post", "proof": "EX"}, InvalidInput, "邮寄写邮件号"),
    ],
    ids=["no number", "another's number", "nobody", "no valid number", "left without witness", "no mail number"],
)
def test_no_licence_takes_effect_without_proof_of_its_service(
    desk: "Office", said: dict[str, str], error: type[BureauError], words: str
) -> None:
    number = new_licence(desk, delivered=False)

    with pytest.raises(error) as refused:
        desk.perform(licence_delivery.deliver, number, by=CLERK, **said)  # type: ignore[arg-type]

    assert words in f"{refused.value.message}{refused.value.do_next}"
    assert licence(desk, number).status == "pending_delivery"


def test_who_received_for_the_holder_and_how_it_was_left_stays_in_the_life(desk: "Office") -> None:
    other = replace(form().premises, address="厦门市思明区厦禾路9号")
    one, two = new_licence(desk, "N1", delivered=False), new_licence(desk, "N2", delivered=False, premises=other)
    proxy = {"receiver": "林小妹", "relation": "姐妹", "id_no": "350206198512310025", "signature": "pad"}
    desk.perform(licence_delivery.deliver, one, by=CLERK, **proxy)  # type: ignore[arg-type]
    desk.perform(licence_delivery.deliver, two, way="left", proof="见证人：社区陈主任", by=CLERK)

    with desk.reading() as session:
        notes = [licence_events.life(session, number)[-1]["note"] for number in (one, two)]
    assert notes == [
        "窗口领取。林小妹（姐妹）当面核对证件3502************25，签名板", "留置送达。见证人：社区陈主任",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ground", "cause", "barred"),
    [("fraud", "fraud", True), ("bribery", "bribery", True), ("procedure", "agency_fault", False)],
)
def test_an_annulment_for_fraud_bars_for_three_years_and_the_own_fault_of_the_bureau_does_not(
    desk: "Office", held: str, ground: str, cause: str, *, barred: bool
) -> None:
    stated = {} if barred else {"compensation": "退还已缴费用并赔偿装修损失。"}

    done = act(desk, held, "annulled", ground, **stated)

    assert (done.result, done.status) == ("licence.annulled", "annulled")
    assert words(desk, held) == ["active", "annulled"]
    credit = sent(desk, "credit")
    assert [(m.op, m.version) for m in credit] == [("upsert", 1), ("withdraw", 2)]
    assert credit[1].payload["authority_no"] == done.document_no
    receive(desk, row("AGAIN", of=form(Item.NEW)))
    desk.perform(screening.conclude, "A-2026-000002", 1, clean(), by=SYSTEM_OFFICER)
    with desk.reading() as session:
        findings = (detail(session, "A-2026-000002", at=desk.now()).screening or {})["findings"]
    r3 = next(f for f in findings if f["rule"] == "R3")
    assert (r3["outcome"] == "deny", r3["barred_through"]) == (barred, "2029-11-21" if barred else None)
    assert cause in str(_events(desk, held)[-1]["detail"])


def _events(office: "Office", licence_no: str) -> list[dict[str, Any]]:
    from usecases import licence_events

    with office.reading() as session:
        return licence_events.life(session, licence_no)


def test_a_disqualification_follows_only_an_order_to_rectify_and_bars_by_r1(desk: "Office", held: str) -> None:
    with pytest.raises(Refused, match="现为“有效”，不能办理“取消资格”"):
        act(desk, held, "disqualified", "not_rectified")

    act(desk, held, "rectification_ordered", "conditions")
    act(desk, held, "disqualified", "not_rectified")

    assert words(desk, held) == ["active", "suspended", "cancelled"]
    receive(desk, row("AGAIN", of=form(Item.NEW)))
    assert desk.perform(screening.conclude, "A-2026-000002", 1, clean(), by=SYSTEM_OFFICER) == "deny"
    with pytest.raises(Refused, match="R1"):
        desk.perform(applications.grant, "A-2026-000002", by=APPROVER)


def test_a_rectified_shop_goes_on(desk: "Office", held: str) -> None:
    act(desk, held, "rectification_ordered", "minors")
    act(desk, held, "rectification_ended", "rectified")

    assert (licence(desk, held).status, words(desk, held)) == ("active", ["active", "suspended", "active"])
    assert [kind for kind, _ in documents_of(desk, held)] == ["rectification", "rectification_end"]


@pytest.mark.parametrize(
    ("first", "ground", "stated"),
    [
        ("annulled", "fraud", {}),
        ("permission_withdrawn", "law_changed", {"compensation": "按评估补偿。"}),
    ],
)
def test_what_was_taken_away_is_cancelled_under_item_four(
    desk: "Office", held: str, first: str, ground: str, stated: dict[str, str]
) -> None:
    act(desk, held, first, ground, **stated)

    with pytest.raises(Refused, match="不能以“有效期届满未延续”办理“注销”"):
        act(desk, held, "cancelled", "expired")
    done = act(desk, held, "cancelled", "taken_away")

    assert (done.status, licence(desk, held).status) == ("cancelled", "cancelled")
    with pytest.raises(Refused, match="现为“注销”，不能办理“注销”") as error:
        act(desk, held, "cancelled", "taken_away")
    assert "重新申请新办" in error.value.do_next


def test_only_the_six_grounds_of_article_70_cancel(desk: "Office", held: str) -> None:
    with pytest.raises(InvalidInput, match="“注销”没有事由“unused”") as error:
        act(desk, held, "cancelled", "unused")

    assert error.value.do_next.count("（") == 6 + 1  # six grounds, one of them with its examples
    assert licence(desk, held).status == "active"


def test_a_cancelled_licence_is_not_valid_on_the_credit_platform(desk: "Office", held: str) -> None:
    act(desk, held, "cancelled", "death")

    assert [(m.op, m.version, m.payload["valid"]) for m in sent(desk, "credit")] == [
        ("upsert", 1, True),
        ("upsert", 2, False),
    ]
    assert words(desk, held) == ["active", "cancelled"]


def test_a_person_who_died_is_no_organisation_that_ended(desk: "Office", held: str) -> None:
    with pytest.raises(Refused, match="持证人类型不符"):
        act(desk, held, "cancelled", "dissolved")


def test_a_shop_that_stopped_is_recalled_after_six_months_and_a_month_of_notice(desk: "Office", held: str) -> None:
    with pytest.raises(Refused, match="停止经营的时间还不够"):
        act(desk, held, "recall_announced", "not_trading", since="2026-06-01")
    act(desk, held, "recall_announced", "not_trading", since="2026-05-20")
    assert licence(desk, held).status == "active"

    with pytest.raises(Refused, match="公告尚未期满"):
        act(desk, held, "recalled", "not_trading", since="2026-05-20", noticed_on="2026-11-21")
    on(desk, "2026-12-22")
    act(desk, held, "recalled", "not_trading", since="2026-05-20", noticed_on="2026-11-21")

    assert (licence(desk, held).status, words(desk, held)) == ("recalled", ["active", "recalled"])
    act(desk, held, "cancelled", "by_law")
    assert licence(desk, held).ended_ground == "not_trading"


@pytest.mark.parametrize("text", ["2026-02-30", "昨天", "20260520"])
def test_an_impossible_date_is_named(desk: "Office", held: str, text: str) -> None:
    with pytest.raises((InvalidInput, Refused), match=r"不是真实的日期|公告尚未期满"):
        act(desk, held, "recalled", "not_trading", since="2026-01-05", noticed_on=text)


def test_what_a_ground_needs_must_be_stated(desk: "Office", held: str) -> None:
    with pytest.raises(InvalidInput, match="补偿或者赔偿的处理意见"):
        act(desk, held, "annulled", "procedure")
    with pytest.raises(InvalidInput, match="须写明理由"):
        act(desk, held, "annulled", "fraud", reason="假")


def test_a_revocation_needs_a_recorded_penalty_against_the_holder(desk: "Office", held: str) -> None:
    with pytest.raises(Refused, match="没有登记文号"):
        act(desk, held, "revoked", "minors", penalty_no="厦烟处〔2026〕第9号")
    desk.perform(penalties.record, [penalty_forms.read_form(_penalty())], by=APPROVER)

    act(desk, held, "revoked", "minors", penalty_no="厦烟处〔2026〕第9号")

    assert licence(desk, held).status == "revoked"


def _penalty() -> dict[str, object]:
    return {
        "document_no": "厦烟处〔2026〕第9号",
        "party": {
            "kind": "sole_trader",
            "name": "思明区鹭岛便利店",
            "uscc": "92350206MA2YFAKE0X",
            "legal_rep": {"name": "林海生", "id_no": "350203199003070014"},
        },
        "cause": "C20",
        "violation": "向未成年人销售烟草制品",
        "facts": "经责令改正后再次向未成年人出售卷烟，情节严重。",
        "basis": "《未成年人保护法》第一百二十三条",
        "kinds": ["revocation"],
        "content": "吊销烟草专卖零售许可证。",
        "certificate": "烟草专卖零售许可证",
        "decided_on": "2026-11-20",
        "valid_until": "2027-11-20",
    }


def test_an_order_to_change_gives_thirty_days_and_leaves_the_licence_as_it_is(desk: "Office", held: str) -> None:
    act(desk, held, "change_ordered", "item_changed")

    found = licence(desk, held)
    assert (found.status, str(found.change_due_on)) == ("active", "2027-01-04")
    assert words(desk, held) == ["active"]
    granted(desk, Item.CHANGE, held, changes=(Change("shop_name", "思明区鹭岛便利店", "思明区鹭江便利店"),))
    assert licence(desk, held).change_due_on is None


def test_one_officer_alone_does_nothing_and_two_clerks_neither(desk: "Office", held: str) -> None:
    desk.perform(licence_acts.propose, held, "annulled", ground="fraud", reason=REASON, by=APPROVER)
    with pytest.raises(Refused, match="须由另一名人员确认"):
        desk.perform(licence_acts.confirm, held, by=APPROVER)
    with pytest.raises(Refused, match="无权办理“撤销许可”"):
        desk.perform(licence_acts.confirm, held, by=CLERK)
    with pytest.raises(Refused, match="已有待复核的提议：撤销"):
        desk.perform(licence_acts.propose, held, "cancelled", ground="death", reason=REASON, by=CLERK)

    assert desk.perform(licence_acts.confirm, held, by=APPROVER2).status == "annulled"


def test_a_proposal_that_is_turned_down_changes_nothing(desk: "Office", held: str) -> None:
    desk.perform(licence_acts.propose, held, "annulled", ground="fraud", reason=REASON, by=CLERK)
    with pytest.raises(Refused, match="只能收回自己的提议"):
        desk.perform(licence_acts.reject, held, by=OFFICERS["clerk2"])

    desk.perform(licence_acts.reject, held, note="证据不足", by=APPROVER)

    assert licence(desk, held).status == "active"
    with pytest.raises(Refused, match="没有待复核的提议"):
        desk.perform(licence_acts.confirm, held, by=APPROVER)


def test_an_act_that_is_no_longer_possible_is_not_confirmed(desk: "Office", held: str) -> None:
    desk.perform(licence_acts.propose, held, "rectification_ordered", ground="conditions", reason=REASON, by=CLERK)
    granted(desk, Item.CLOSE, held)

    with pytest.raises(Refused, match="现为“注销”"):
        desk.perform(licence_acts.confirm, held, by=APPROVER)


def test_an_act_is_taken_back_with_document_messages_and_life_and_the_proposal_waits_again(
    desk: "Office", held: str
) -> None:
    before, lived = licence(desk, held), life(desk, held)
    desk.perform(licence_acts.propose, held, "cancelled", ground="death", reason=REASON, by=CLERK, grace=GRACE)
    done = desk.perform(licence_acts.confirm, held, by=APPROVER, grace=GRACE)

    desk.perform(undo.undo_last, held, by=APPROVER)

    assert licence(desk, held) == before
    assert life(desk, held) == lived
    assert documents_of(desk, held) == []
    assert [m.state for m in sent(desk, "credit")][1:] == ["cancelled"]
    with desk.reading() as session:
        assert [p.closed_at for p in session.execute(select(table_of(ProposalRow)))] == [None]
    assert desk.perform(licence_acts.confirm, held, by=APPROVER).document_no == done.document_no


def test_the_applications_in_hand_are_told_that_their_licence_ended(desk: "Office", held: str) -> None:
    number = ask(desk, Item.RENEW, held)
    desk.perform(applications.accept, number, by=CLERK)
    act(desk, held, "cancelled", "death")

    told = [m.payload for m in sent(desk, "wechat", number)]
    assert [t["type"] for t in told] == ["accept", "progress"]
    assert "注销" in told[1]["opinion"]
    with pytest.raises(Refused, match="现为“注销”，不能办理延续") as error:
        desk.perform(applications.grant, number, by=APPROVER)
    assert "需要继续经营的按新办提出申请" in error.value.do_next


def test_nothing_is_done_to_a_licence_that_nobody_knows(desk: "Office") -> None:
    with pytest.raises(NotFound, match="登记簿中没有许可证"):
        desk.perform(licence_acts.propose, "350203109999", "cancelled", ground="death", reason=REASON, by=CLERK)
