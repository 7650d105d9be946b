"""The life of a licence as the model has it: every pair of act and status, every ground, every required step."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from content.lawbook import lawbook
from models.errors import InvalidInput, Refused
from models.values import Item, LicenceStatus, PartyKind
from rules import licence_grounds, licences, required_steps
from rules.applications import Validity, validity
from rules.authority import RIGHTS
from rules.licence_checks import Held, Wish, check, obstacles, remarks, same_holder
from rules.licences import ENDED, IN_FORCE, NATIONAL, STATUS_NAMES, STEPS, after, allowed
from rules.terms.licences import longest_suspension

TODAY = date(2026, 11, 21)
LAW = lawbook().in_force(TODAY)
HELD = Held(
    "350203100001", LicenceStatus.ACTIVE, date(2021, 11, 22), date(2026, 11, 21), PartyKind.SOLE_TRADER,
    holder_no="350203199003070014", uscc="92350206MA2YFAKE0X", address="湖滨南路1号",
)  # fmt: skip
WISH = Wish(Item.RENEW, TODAY, PartyKind.SOLE_TRADER, "350203900307001", "", "湖滨南路1号")  # the old number of 15


@pytest.mark.parametrize("act", STEPS)
@pytest.mark.parametrize("status", LicenceStatus)
def test_an_act_leads_where_the_model_lets_it_and_the_refusal_says_what_is_possible(
    act: str, status: LicenceStatus
) -> None:
    wanted = STEPS[act].to.get(status)

    if wanted is not None:
        assert after(act, status) is wanted
        assert act in allowed(status)
        return
    with pytest.raises(Refused, match=f"现为“{STATUS_NAMES[status]}”，不能办理") as error:
        after(act, status)
    assert error.value.do_next


def test_every_status_has_a_name_and_a_word_of_the_national_register() -> None:
    assert set(STATUS_NAMES) == set(NATIONAL) == set(LicenceStatus) == IN_FORCE | ENDED
    assert set(NATIONAL.values()) == {"active", "suspended", "expired", "cancelled", "recalled", "annulled"}


def test_a_word_of_the_national_register_is_the_status_of_that_name() -> None:
    assert set(licences.FROM_NATIONAL) == set(NATIONAL.values())
    assert all(status.value == word for word, status in licences.FROM_NATIONAL.items())


@pytest.mark.parametrize(
    ("act", "status"),
    [
        ("licence.rectification_ordered", LicenceStatus.RECTIFICATION),
        ("licence.suspended", LicenceStatus.SUSPENDED),
        ("licence.resumed", LicenceStatus.ACTIVE),  # nothing but a suspended licence is resumed
        ("licence.annulled", LicenceStatus.ANNULLED),
    ],
)
def test_an_act_on_an_unknown_status_leads_where_it_leads_an_active_licence(act: str, status: LicenceStatus) -> None:
    assert licences.usual(act) is status


def test_a_refused_act_offers_what_an_officer_may_do_and_never_what_the_day_does() -> None:
    with pytest.raises(Refused) as error:
        after("licence.resumed", LicenceStatus.RECTIFICATION)
    assert error.value.do_next == (
        "现在可以办理：延续、变更、补办、整顿合格恢复业务、撤销、撤回、取消资格、吊销、注销。"
    )
    with pytest.raises(Refused) as error:
        after("licence.resumed", LicenceStatus.CANCELLED)
    assert error.value.do_next == "该许可证已注销；需要继续经营的，请重新申请新办。"


def test_nothing_but_cancelling_follows_what_has_ended() -> None:
    assert {allowed(status) for status in ENDED - {LicenceStatus.CANCELLED}} == {("licence.cancelled",)}
    assert allowed(LicenceStatus.CANCELLED) == ()


def test_every_item_and_every_act_ex_officio_has_its_place() -> None:
    assert set(licences.OF_ITEM) == set(Item)
    assert set(licence_grounds.GROUNDS) == set(licences.EX_OFFICIO)
    assert all(RIGHTS[act].second and RIGHTS[act].pair for act in licences.EX_OFFICIO)


def test_every_act_has_a_ground_in_each_status_in_which_it_is_possible() -> None:
    bare = [
        (act, status)
        for act in licences.EX_OFFICIO
        for status in STEPS[act].to
        if status and not any(licence_grounds.possible(act, status, kind) for kind in PartyKind)
    ]

    assert bare == []


def test_the_six_grounds_of_article_70_are_the_only_ones_that_cancel() -> None:
    grounds = licence_grounds.GROUNDS["licence.cancelled"]

    assert [g.basis.key for g in grounds] == [f"ALL 70({n})" for n in range(1, 7)]
    assert licence_grounds.ground("licence.cancelled", grounds[0].code) is grounds[0]
    with pytest.raises(InvalidInput, match="没有事由“unused”"):
        licence_grounds.ground("licence.cancelled", "unused")


@pytest.mark.parametrize("item", [item for item in Item if item not in (Item.NEW, Item.RENEW)])
def test_only_a_renewal_moves_the_end(item: Item) -> None:
    old = Validity(date(2021, 11, 22), date(2026, 11, 21))

    assert validity(item, TODAY, 5, old) == old


def test_a_holder_is_known_by_either_number_and_unknown_without() -> None:
    assert same_holder(WISH, HELD) is True
    assert same_holder(replace(WISH, holder_no="", uscc="92350206MA2YFAKE0X"), HELD) is True
    assert same_holder(replace(WISH, holder_no="350203198801017117"), HELD) is False
    assert same_holder(replace(WISH, holder_no=""), HELD) is None


@pytest.mark.parametrize(("day", "codes"), [("2026-11-21", []), ("2026-11-22", ["expired"])])
def test_a_renewal_is_in_time_through_the_last_day(day: str, codes: list[str]) -> None:
    found = obstacles(replace(WISH, received_on=date.fromisoformat(day)), HELD, date(2027, 1, 5), LAW)

    assert [each.code for each in found] == codes


@pytest.mark.parametrize(
    ("item", "changes", "codes"),
    [
        (Item.RENEW, {"status": LicenceStatus.SUSPENDED}, []),
        (Item.RENEW, {"status": LicenceStatus.CANCELLED}, ["ended"]),
        (Item.RENEW, {"status": None, "valid_to": None}, []),
        (Item.RENEW, {"valid_from": date(2026, 11, 21)}, []),
        (Item.RENEW, {"valid_from": date(2026, 11, 22), "valid_to": date(2031, 11, 21)}, ["renewed"]),
        (Item.CHANGE, {"valid_from": date(2026, 11, 22), "valid_to": date(2031, 11, 21)}, []),
        (Item.RESUME, {"status": LicenceStatus.ACTIVE}, ["status"]),
        (Item.RESUME, {"status": LicenceStatus.SUSPENDED, "suspended_from": date(2025, 11, 20)}, ["too_long"]),
        (Item.RESUME, {"status": LicenceStatus.SUSPENDED, "suspended_from": date(2025, 11, 21)}, []),
        (Item.RESUME, {"status": LicenceStatus.SUSPENDED, "address": "厦禾路9号"}, ["new_needed"]),
        (Item.CLOSE, {"status": LicenceStatus.RECTIFICATION}, ["status"]),
        (Item.CLOSE, {"holder_no": "350203198801017117"}, ["not_holder"]),
    ],
)
def test_what_stands_against_an_application(item: Item, changes: dict[str, object], codes: list[str]) -> None:
    found = obstacles(replace(WISH, item=item), replace(HELD, **changes), TODAY, LAW)  # type: ignore[arg-type]

    assert [each.code for each in found] == codes
    assert all(each.do_next and each.text for each in found)


def test_a_change_of_address_is_a_change_where_the_law_office_says_so() -> None:
    wish = replace(WISH, item=Item.CHANGE, changes={"address": ("湖滨南路1号", "厦禾路9号")})
    lenient = replace(LAW, settings=replace(LAW.settings, address_needs_new=False))

    assert [each.code for each in obstacles(wish, HELD, TODAY, LAW)] == ["new_needed"]
    assert obstacles(wish, HELD, TODAY, lenient) == ()


@pytest.mark.parametrize(
    ("held", "old", "codes"),
    [
        ("厦禾路9号", "", []),
        ("", "厦禾路9号", []),
        ("湖滨南路1号", "厦禾路9号", ["new_needed"]),
        ("", "", ["new_needed"]),
    ],
)
def test_a_new_address_is_compared_with_the_licence_and_else_with_what_the_applicant_says_it_was(
    held: str, old: str, codes: list[str]
) -> None:
    wish = replace(WISH, item=Item.CHANGE, changes={"address": (old, "厦禾路9号")})

    assert [each.code for each in obstacles(wish, replace(HELD, address=held), TODAY, LAW)] == codes


@pytest.mark.parametrize(
    ("item", "status", "words"),
    [
        (Item.RESUME, LicenceStatus.ACTIVE, "没有停业，不需要恢复营业"),
        (Item.SUSPEND, LicenceStatus.SUSPENDED, "可以申请恢复营业"),
        (Item.CLOSE, LicenceStatus.RECTIFICATION, "请待许可证恢复有效后再办理。"),
    ],
)
def test_a_wrong_status_comes_with_the_advice_for_its_item(item: Item, status: LicenceStatus, words: str) -> None:
    wish = replace(STOP, item=item)
    (found,) = obstacles(wish, replace(LONG, status=status), TODAY, LAW)

    assert (found.code, found.reason) == ("status", "WRONG_STATUS")
    assert words in found.do_next


def test_the_refusal_tells_everything_at_once_and_its_reason_codes() -> None:
    with pytest.raises(Refused, match=r"届满.*不是持证人") as error:
        check(replace(WISH, received_on=date(2026, 12, 1), holder_no="350203198801017117"), HELD, TODAY, LAW)

    assert "不予许可的理由代码：EXPIRED、HOLDER_CHANGED" in error.value.do_next
    assert {"EXPIRED", "HOLDER_CHANGED"} <= set(LAW.reasons)


@pytest.mark.parametrize(
    ("deed", "done", "wanted"),
    [
        ("application.granted", (), ["审查比对"]),
        ("application.granted", ("application.screened",), []),
        ("application.granted", ("application.screened", "application.hearing_offered"), ["举行听证或者放弃听证"]),
        ("application.refused", ("application.refusal_proposed", "application.review_asked"), ["有关单位出具意见"]),
        ("application.archived", ("application.granted",), ["送达许可证"]),
        ("application.archived", ("application.granted", "licence.annulled"), []),
        ("application.archived", ("application.refused",), []),
    ],
)
def test_a_decision_wants_its_steps(deed: str, done: tuple[str, ...], wanted: list[str]) -> None:
    assert [one.name for one in required_steps.missing(deed, Item.NEW, done)] == wanted


def test_a_newer_revision_is_screened_and_proposed_anew() -> None:
    deeds = ("application.screened", "application.refusal_proposed", "application.revised")

    assert required_steps.course(deeds) == ("application.revised",)


@pytest.mark.parametrize(
    ("act", "code", "status", "kind", "said"),
    [
        ("licence.cancelled", "expired", "active", "person", "许可证现为"),
        ("licence.cancelled", "death", "active", "enterprise", "持证人类型不符"),
        ("licence.cancelled", "dissolved", "active", "person", "持证人类型不符"),
        ("licence.cancelled", "by_law", "active", "person", "许可证现为"),
    ],
)
def test_a_ground_that_does_not_fit_says_why(act: str, code: str, status: str, kind: str, said: str) -> None:
    chosen = licence_grounds.ground(act, code)

    with pytest.raises(Refused, match=said) as error:
        licence_grounds.check_ground(act, chosen, LicenceStatus(status), PartyKind(kind))
    assert ("可用的事由" in error.value.do_next) == bool(
        licence_grounds.possible(act, LicenceStatus(status), PartyKind(kind))
    )


@pytest.mark.parametrize(
    ("status", "kind", "codes"),
    [
        ("active", "person", ["death", "force_majeure"]),
        ("active", "sole_trader", ["death", "force_majeure"]),
        ("rectification", "enterprise", ["dissolved", "force_majeure"]),
        ("expired", "person", ["expired"]),
        ("revoked", "other", ["taken_away"]),
        ("closed", "other", ["by_law"]),
        ("cancelled", "person", []),
    ],
)
def test_only_grounds_that_fit_both_status_and_holder_are_offered(status: str, kind: str, codes: list[str]) -> None:
    found = licence_grounds.possible("licence.cancelled", LicenceStatus(status), PartyKind(kind))

    assert [each.code for each in found] == codes
    assert licence_grounds.possible("licence.granted", LicenceStatus(status), PartyKind(kind)) == ()


@pytest.mark.parametrize(
    ("code", "statuses"),
    [("expired", {"expired"}), ("taken_away", {"annulled", "withdrawn", "revoked"}),
     ("by_law", {"closed", "recalled", "disqualified"})],
)  # fmt: skip
def test_what_has_ended_is_cancelled_on_its_own_ground(code: str, statuses: set[str]) -> None:
    assert licence_grounds.ground("licence.cancelled", code).statuses == statuses


def test_only_the_authoritys_own_fault_is_compensated() -> None:
    grounds = licence_grounds.GROUNDS["licence.annulled"]

    for ground in grounds:
        own = ground.cause == "agency_fault"
        assert ground.basis.key == f"ALL 69({1 if own else 2})"
        assert f"第{'一' if own else '二'}款" in ground.basis.article
        assert (licence_grounds.COMPENSATION in ground.needs) == own
    assert {ground.cause for ground in grounds} >= {"agency_fault", "fraud"}


NEXT_YEAR = date(2027, 11, 20)
STOP = replace(WISH, item=Item.SUSPEND, suspend_from=TODAY, suspend_to=NEXT_YEAR)
LONG = replace(HELD, valid_to=date(2030, 1, 1))


@pytest.mark.parametrize(
    ("wished", "held", "codes"),
    [
        ({}, {}, []),
        ({"suspend_to": TODAY}, {}, []),
        ({"suspend_to": date(2026, 11, 20)}, {}, ["dates"]),
        ({"suspend_from": None}, {}, ["dates"]),
        ({"suspend_to": None}, {}, ["dates"]),
        ({"suspend_to": date(2027, 11, 22)}, {}, ["too_long"]),
        ({}, {"valid_to": TODAY}, []),
        ({"suspend_from": date(2026, 11, 22)}, {"valid_to": TODAY}, ["dates"]),
        ({"suspend_from": date(2026, 11, 22)}, {"valid_to": None}, []),
        ({}, {"status": LicenceStatus.SUSPENDED}, ["status"]),
        ({"other_open": "A1"}, {}, ["second_open"]),
    ],
)
def test_what_stands_against_a_suspension(wished: dict[str, Any], held: dict[str, Any], codes: list[str]) -> None:
    found = obstacles(replace(STOP, **wished), replace(LONG, **held), TODAY, LAW)

    assert [each.code for each in found] == codes


def test_the_longest_suspension_is_a_year_to_the_day() -> None:
    last = longest_suspension(TODAY, LAW.terms)

    assert obstacles(replace(STOP, suspend_to=last), LONG, TODAY, LAW) == ()
    (found,) = obstacles(replace(STOP, suspend_to=last + timedelta(days=1)), LONG, TODAY, LAW)
    assert found.code == "too_long"


@pytest.mark.parametrize(
    ("kind", "changed", "theirs", "codes"),
    [
        (PartyKind.SOLE_TRADER, "legal_rep", "350203198801017117", ["not_holder", "new_needed"]),
        (PartyKind.PERSON, "applicant_name", "350203198801017117", ["not_holder", "new_needed"]),
        (PartyKind.SOLE_TRADER, "shop_name", "350203198801017117", ["not_holder"]),
        (PartyKind.ENTERPRISE, "legal_rep", "350203198801017117", ["not_holder"]),
        (PartyKind.SOLE_TRADER, "legal_rep", "350203199003070014", []),
        (PartyKind.SOLE_TRADER, "legal_rep", "", []),
        (None, "legal_rep", "350203198801017117", ["not_holder", "new_needed"]),
    ],
)
def test_a_sole_trader_is_not_changed_into_another_person(
    kind: PartyKind | None, changed: str, theirs: str, codes: list[str]
) -> None:
    wish = replace(WISH, item=Item.CHANGE, holder_no="350203199003070014", changes={changed: ("甲", "乙")})
    held = replace(LONG, kind=kind, holder_no=theirs)

    assert [each.code for each in obstacles(wish, held, TODAY, LAW)] == codes
    if kind is PartyKind.ENTERPRISE:
        assert [each.code for each in obstacles(replace(wish, kind=PartyKind.PERSON), held, TODAY, LAW)] == codes


def test_an_early_renewal_is_told_and_never_refused() -> None:
    law = replace(LAW, settings=replace(LAW.settings, renewal_early_days=30))
    early, late = replace(HELD, valid_to=date(2026, 12, 22)), replace(HELD, valid_to=date(2026, 12, 21))
    (told,) = remarks(WISH, early, TODAY, law)

    assert (told.code, told.reason, obstacles(WISH, early, TODAY, law)) == ("early", "", ())
    assert "还有31天" in told.text
    assert "2026-12-23起算" in told.do_next
    others = [(WISH, late), (replace(WISH, item=Item.CLOSE), early), (WISH, replace(early, valid_to=None))]
    closed = replace(early, status=LicenceStatus.CLOSED)
    for wish, held in [*others, (WISH, closed)]:
        assert remarks(wish, held, TODAY, law) == ()
    assert remarks(WISH, early, TODAY, replace(law, settings=replace(law.settings, renewal_early_days=0))) == ()


def test_nothing_stands_against_a_new_licence_here() -> None:
    assert obstacles(replace(WISH, item=Item.NEW), replace(HELD, status=LicenceStatus.CANCELLED), TODAY, LAW) == ()


@pytest.mark.parametrize(
    ("key", "title", "edition"),
    [("ALL 50", "行政许可法", 2019), ("TML_IR 14", "烟草专卖法实施条例", 2023), ("MINOR 59", "未成年人保护法", 2024),
     ("LIC 43", "烟草专卖许可证管理办法", "工业和信息化部令第37号"),
     ("LIC_R 23", "烟草专卖许可证管理办法实施细则", "国烟法〔2020〕205号")],
)  # fmt: skip
def test_a_short_key_names_the_instrument_and_its_edition(key: str, title: str, edition: int | str) -> None:
    basis = licences.cite(key, "第一条")

    assert (basis.instrument, basis.edition, basis.key) == (title, edition, key)
