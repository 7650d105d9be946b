"""The form at the window: the fields of each item, what cannot be taken down, and the application that comes of it."""

from datetime import UTC, date, datetime

import pytest

from models.forms import Applicant, AttachmentRef, Change, Premises
from models.values import Item, PartyKind
from rules import window

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
OWNER_ID, PROXY_ID, SHOP_USCC = "350203199003070014", "350206198512310025", "92350206MA2YFAKE0X"
WHO = ("kind", "name", "id_type", "id_no", "uscc", "legal_rep_name", "legal_rep_id_no", "mobile")
SHOP, PROXY = ("shop_name", "address", "district"), ("proxy_name", "proxy_id_no")
STATED = {"is_hotel": "false", "fixed": "true", "separate_from_home": "true", "vending_machine": "false"}
TRADER = {
    "kind": "sole_trader", "name": "林海生", "id_type": "111", "id_no": OWNER_ID, "uscc": SHOP_USCC,
    "mobile": "13900000001", "shop_name": "鹭岛便利店", "address": "湖滨南路1号", "district": "350203",
}  # fmt: skip
LICENCE = {"licence_no": "350203100001"}
CHANGED = {
    "new_shop_name": "鹭江便利店", "new_legal_rep": "陈明", "new_address": "厦禾路2号", "new_applicant_name": "林生",
}  # fmt: skip
SUSPENDED = {"suspend_from": "2026-12-01", "suspend_to": "2027-03-01", "reason": "装修"}
OWN = {
    Item.NEW: STATED,
    Item.RENEW: LICENCE,
    Item.CHANGE: LICENCE | CHANGED,
    Item.SUSPEND: LICENCE | SUSPENDED,
    **dict.fromkeys((Item.RESUME, Item.CLOSE, Item.REISSUE), LICENCE | {"reason": "装修完毕"}),
}


@pytest.mark.parametrize("item", list(Item))
def test_an_item_asks_for_the_licence_the_party_the_shop_its_own_and_a_representative(item: Item) -> None:
    licence = () if item is Item.NEW else ("licence_no",)
    own = tuple(name for name in OWN[item] if name != "licence_no")

    assert window.fields_of(item) == (*licence, *WHO, *SHOP, *own, *PROXY)


@pytest.mark.parametrize("item", list(Item))
def test_a_complete_form_has_no_fault_and_is_shown_again_as_it_was_written(item: Item) -> None:
    written = {**TRADER, **OWN[item]}

    assert window.faults_of(item, written) == []
    assert window.values_of(window.form(item, written, (), NOON)) == written


@pytest.mark.parametrize("name", ["kind", "name", "shop_name", "address", "district"])
def test_without_the_party_and_the_shop_nothing_is_taken_down(name: str) -> None:
    assert (name, "必填") in window.faults_of(Item.RENEW, {**TRADER, name: ""})
    assert [field for field, _ in window.faults_of(Item.RENEW, {**TRADER, name: ""})] == [name]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"suspend_from": "2026-02-30"}, "suspend_from"),
        ({"suspend_to": "2026-2-3"}, "suspend_to"),
        ({"kind": "shop"}, "kind"),
        ({"district": "350200"}, "district"),
        ({"mobile": "0592-123"}, "mobile"),
        ({"proxy_name": "陈明"}, "proxy_id_no"),
        ({"proxy_id_no": PROXY_ID}, "proxy_name"),
        ({"proxy_name": "陈明", "proxy_id_no": PROXY_ID[:-1] + "6"}, "proxy_id_no"),
        ({"proxy_name": "陈明", "proxy_id_no": f" {OWNER_ID}"}, "proxy_id_no"),
    ],
    ids=["no such day", "a day written short", "no such party", "no such district", "no mobile number",
         "a representative without a number", "a number without a representative", "a wrong number", "the applicant"],
)  # fmt: skip
def test_what_cannot_be_is_named_by_its_field(changes: dict[str, str], field: str) -> None:
    found = window.faults_of(Item.SUSPEND, {**TRADER, **OWN[Item.SUSPEND], **changes})

    assert [name for name, _ in found] == [field]


@pytest.mark.parametrize(
    "changes",
    [
        {"proxy_name": "陈明", "proxy_id_no": PROXY_ID}, {"mobile": ""}, {"suspend_from": "2026-02-30"},
        {"suspend_to": "?"}, {"id_no": "", "proxy_name": "陈明", "proxy_id_no": PROXY_ID},
    ],
    ids=["a representative", "no mobile", "a day that is not asked for", "nor its end", "no number of the applicant"],
)  # fmt: skip
def test_what_may_be_is_no_fault(changes: dict[str, str]) -> None:
    assert window.faults_of(Item.RENEW, {**TRADER, **LICENCE, **changes}) == []


@pytest.mark.parametrize(
    ("changes", "applicant"),
    [
        (
            {},
            Applicant(PartyKind.SOLE_TRADER, "林海生", "111", OWNER_ID, SHOP_USCC, mobile="13900000001"),
        ),
        ({"kind": "person", "mobile": ""}, Applicant(PartyKind.PERSON, "林海生", "111", OWNER_ID)),
        ({"kind": "person", "id_type": "", "mobile": ""}, Applicant(PartyKind.PERSON, "林海生", "111", OWNER_ID)),
        (
            {"kind": "person", "id_type": "414", "id_no": "E12345678"},
            Applicant(PartyKind.PERSON, "林海生", "414", "E12345678", mobile="13900000001"),
        ),
        ({"kind": "person", "id_no": "", "mobile": ""}, Applicant(PartyKind.PERSON, "林海生")),
        (
            {"kind": "enterprise", "legal_rep_name": "陈明", "legal_rep_id_no": PROXY_ID, "mobile": ""},
            Applicant(
                PartyKind.ENTERPRISE, "林海生", uscc=SHOP_USCC, legal_rep_name="陈明", legal_rep_id_no=PROXY_ID
            ),
        ),
        (
            {"legal_rep_name": "陈明", "legal_rep_id_no": PROXY_ID, "uscc": "", "mobile": ""},
            Applicant(PartyKind.SOLE_TRADER, "林海生", "111", OWNER_ID),
        ),
    ],
    ids=["a sole trader", "a person has no credit code", "an identity card where nothing is said", "a passport",
         "no number", "a company has no card of its own", "a trader has no representative in law"],
)  # fmt: skip
def test_only_what_belongs_to_a_party_is_written_down(changes: dict[str, str], applicant: Applicant) -> None:
    filled = window.form(Item.NEW, {**TRADER, **STATED, **changes}, (), NOON)

    assert filled.applicant == applicant


def test_an_application_at_the_window_says_when_it_came_and_what_was_handed_over() -> None:
    paper = AttachmentRef("m1", "id_card", "id_card.jpg", 3, "ab" * 32)

    filled = window.form(Item.SUSPEND, {**TRADER, **OWN[Item.SUSPEND]}, [paper], NOON)

    assert (filled.submitted_at, filled.updated_at, filled.channel_state) == (NOON, NOON, "submitted")
    assert (filled.attachments, filled.licence_no, filled.reason) == ((paper,), "350203100001", "装修")
    assert (filled.suspend_from, filled.suspend_to) == (date(2026, 12, 1), date(2027, 3, 1))


def test_only_an_application_for_a_new_licence_makes_statements_about_the_shop() -> None:
    values = {**TRADER, **LICENCE, **STATED}

    said, silent = (window.form(item, values, (), NOON).premises for item in (Item.NEW, Item.RENEW))

    assert said == Premises("鹭岛便利店", "湖滨南路1号", "350203", False, True, True, False)
    assert silent == Premises("鹭岛便利店", "湖滨南路1号", "350203")
    assert window.form(Item.NEW, {**TRADER, "fixed": "maybe"}, (), NOON).premises.fixed is None


def test_a_change_says_what_was_there_before() -> None:
    values = {**TRADER, **LICENCE, **CHANGED, "legal_rep_name": "李明"}

    assert window.form(Item.CHANGE, values, (), NOON).changes == (
        Change("shop_name", "鹭岛便利店", "鹭江便利店"),
        Change("legal_rep", "李明", "陈明"),
        Change("address", "湖滨南路1号", "厦禾路2号"),
        Change("applicant_name", "林海生", "林生"),
    )
    assert window.form(Item.CHANGE, {**TRADER, "new_legal_rep": "陈明"}, (), NOON).changes == (
        Change("legal_rep", "", "陈明"),
    )
    assert window.form(Item.RENEW, values, (), NOON).changes == ()


def test_who_comes_for_somebody_else_brings_the_letter_and_the_own_card() -> None:
    values = {**TRADER, "proxy_name": "陈明", "proxy_id_no": PROXY_ID}
    papers = [AttachmentRef("m1", kind, f"{kind}.jpg", 3, "ab" * 32) for kind in ("proxy", "proxy_id")]

    found = [window.proxy_lacks(values, papers[:count]) for count in range(3)]

    assert [[(lack.code, lack.text) for lack in lacks] for lacks in found] == [
        [("attachment.proxy", "授权委托书（附件）"), ("attachment.proxy_id", "代理人身份证件（附件）")],
        [("attachment.proxy_id", "代理人身份证件（附件）")],
        [],
    ]
    assert window.proxy_lacks(TRADER, []) == []


@pytest.mark.parametrize(
    ("code", "field"),
    [("faulty.id_no", "id_no"), ("uscc", "uscc"), ("attachment.photo", "papers"), ("changes", "new_shop_name"),
     ("faulty.attachment.photo", "papers")],
)  # fmt: skip
def test_what_is_lacking_stands_at_its_field(code: str, field: str) -> None:
    assert window.field_of(code) == field
