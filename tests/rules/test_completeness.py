"""What an application lacks: each condition of the contract, attachments, numbers that cannot be right."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from content.servicebook import papers
from models.forms import Applicant, ApplicationForm, AttachmentRef, Change, Premises
from models.values import Item, PartyKind
from rules.completeness import (
    ABOUT_APPLICANT,
    ABOUT_ITEM,
    LABELS,
    LICENCE,
    NATURAL,
    ORGANISED,
    STATEMENTS,
    label,
    lacks,
)

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
TRADER = Applicant(
    PartyKind.SOLE_TRADER, "王伟", "111", "350203199003070014", "92350206MA2YFAKE0X", mobile="13800138000"
)
PERSON = replace(TRADER, kind=PartyKind.PERSON, uscc=None)
FIRM = Applicant(
    PartyKind.ENTERPRISE,
    "鹭岛公司",
    uscc="91350203MA31ABCD0Q",
    legal_rep_name="李明",
    legal_rep_id_no="350206198512310025",
)
SHOP = Premises(
    "鹭岛便利店", "鹭江道1号", "350203", is_hotel=False, fixed=True, separate_from_home=True, vending_machine=False
)


def form(item: Item = Item.NEW, **changes: Any) -> ApplicationForm:
    """Return a complete application for an item, with some values changed."""
    made = ApplicationForm(
        item,
        TRADER,
        SHOP,
        NOON,
        NOON,
        "submitted",
        licence_no=None if item is Item.NEW else "350203100001",
        changes=(Change("shop_name", "旧", "新"),) if item is Item.CHANGE else (),
        suspend_from=date(2026, 12, 1) if item is Item.SUSPEND else None,
        suspend_to=date(2027, 12, 1) if item is Item.SUSPEND else None,
        attachments=tuple(AttachmentRef(kind, kind, "x.jpg", 1, "00") for kind in papers(item, TODAY)),
    )
    return replace(made, **changes)


def codes(wanted: ApplicationForm) -> list[str]:
    return [lack.code for lack in lacks(wanted, TODAY, papers(wanted.item, TODAY))]


@pytest.mark.parametrize("item", Item)
@pytest.mark.parametrize("applicant", [TRADER, PERSON, FIRM], ids=["sole trader", "person", "firm"])
def test_a_complete_application_lacks_nothing(item: Item, applicant: Applicant) -> None:
    assert codes(form(item, applicant=applicant)) == []


@pytest.mark.parametrize(
    ("applicant", "wanted"),
    [
        (replace(PERSON, id_type=None, id_no=None), ["id_type", "id_no"]),
        (replace(TRADER, id_no="", uscc=None), ["id_no", "uscc"]),
        (replace(TRADER, id_type=None), ["id_type"]),
        (replace(FIRM, uscc=None, legal_rep_name=None), ["uscc", "legal_rep_name"]),
        (replace(FIRM, legal_rep_id_no=None), ["legal_rep_id_no"]),
        (replace(FIRM, kind=PartyKind.OTHER, legal_rep_name=None), ["legal_rep_name"]),
        (replace(TRADER, id_no="350203199003070015"), ["faulty.id_no"]),
        (replace(TRADER, id_no="３５０２０３１９９００３０７００１４ "), []),
        (replace(TRADER, id_no="350203900307001"), []),
        (replace(TRADER, id_type="414", id_no="E12345678"), []),
        (replace(TRADER, id_type="554", id_no="935840199001010014"), ["faulty.id_no"]),
        (replace(TRADER, uscc="92350206MA2YFAKE0Y"), ["faulty.uscc"]),
        (replace(FIRM, legal_rep_id_no="350206198512310026"), ["faulty.legal_rep_id_no"]),
        (replace(FIRM, legal_rep_id_no="E12345678"), []),
        (replace(FIRM, legal_rep_id_no="3E1234567"), ["faulty.legal_rep_id_no"]),
        (replace(TRADER, legal_rep_id_no="1"), []),
    ],
)
def test_the_applicant_gives_the_numbers_of_its_kind_and_they_are_right(
    applicant: Applicant, wanted: list[str]
) -> None:
    assert codes(form(applicant=applicant)) == wanted


@pytest.mark.parametrize("name", ["is_hotel", "fixed", "separate_from_home", "vending_machine"])
def test_only_a_new_licence_needs_the_four_statements_about_the_shop(name: str) -> None:
    unknown: dict[str, Any] = {name: None}
    shop = replace(SHOP, **unknown)

    assert codes(form(premises=shop)) == [name]
    assert codes(form(Item.RENEW, premises=shop)) == []


@pytest.mark.parametrize("item", [item for item in Item if item is not Item.NEW])
def test_every_other_item_names_a_licence_of_the_right_form(item: Item) -> None:
    assert codes(form(item, licence_no=None)) == ["licence_no"]
    assert codes(form(item, licence_no="350203300001")) == ["faulty.licence_no"]


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"suspend_from": None, "suspend_to": None}, ["suspend_from", "suspend_to"]),
        ({"suspend_to": date(2026, 11, 30)}, ["faulty.suspend_to"]),
        ({"suspend_to": date(2027, 12, 2)}, ["faulty.suspend_to"]),
        ({"suspend_to": date(2026, 12, 1)}, []),
    ],
)
def test_a_suspension_has_two_days_at_most_a_year_apart(changes: dict[str, Any], wanted: list[str]) -> None:
    assert codes(form(Item.SUSPEND, **changes)) == wanted


def test_a_change_says_what_changes() -> None:
    assert codes(form(Item.CHANGE, changes=())) == ["changes"]


@pytest.mark.parametrize(("item", "kinds"), [(item, papers(item, TODAY)) for item in Item])
def test_every_missing_attachment_is_asked_for(item: Item, kinds: tuple[str, ...]) -> None:
    assert codes(form(item, attachments=())) == [f"attachment.{kind}" for kind in kinds]


def test_everything_is_asked_for_at_once_with_its_reason() -> None:
    empty = form(
        applicant=replace(TRADER, id_no="350203199002290015"), premises=replace(SHOP, fixed=None), attachments=()
    )

    texts = [lack.text for lack in lacks(empty, TODAY, papers(empty.item, TODAY))]

    assert texts == [
        "是否为固定经营场所",
        "身份证件（附件）",
        "营业执照（附件）",
        "经营场所证明（附件）",
        "证件号码有误（出生日期19900229不存在），请更正",
    ]


def test_whoever_is_no_natural_person_is_an_organisation() -> None:
    assert set(NATURAL) == {PartyKind.PERSON, PartyKind.SOLE_TRADER}
    assert set(ORGANISED) == {PartyKind.ENTERPRISE, PartyKind.OTHER}


@pytest.mark.parametrize("item", Item)
def test_whatever_may_be_asked_for_has_words(item: Item) -> None:
    asked = {
        *STATEMENTS,
        *LICENCE,
        *ABOUT_ITEM.get(item, ()),
        *(code for some in ABOUT_APPLICANT.values() for code in some),
    }
    asked |= {f"attachment.{kind}" for kind in papers(item, TODAY)}

    assert asked <= set(LABELS)


def test_a_stored_code_is_shown_in_words() -> None:
    assert label("attachment.old_licence") == "烟草专卖零售许可证正本、副本（附件）"
    assert label("attachment.id_card") == "身份证件（附件）"
    assert label("faulty.uscc") == "统一社会信用代码有误，请更正"
    assert all(label(code) == text for code, text in LABELS.items())
