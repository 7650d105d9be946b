"""The course of an application: every pair of deed and state, once-only deeds, and how long a licence holds."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidInput, Refused
from models.values import ApplicationState as State
from models.values import Item
from rules.applications import (
    DECIDED,
    FINAL,
    ITEM_NAMES,
    OPEN,
    STATE_NAMES,
    STEPS,
    Validity,
    after,
    allowed,
    check_acceptance,
    check_correction,
    check_extension,
    refusing_deed,
    validity,
)
from rules.periods import add_years

DEEDS_OF_THE_DESK = ("application.assigned", "application.transferred", "application.screened")
POSSIBLE = {
    ("application.correction_asked", State.RECEIVED): State.CORRECTING,
    ("application.accepted", State.RECEIVED): State.ACCEPTED,
    ("application.not_accepted", State.RECEIVED): State.NOT_ACCEPTED,
    ("application.not_accepted", State.CORRECTING): State.NOT_ACCEPTED,
    ("application.examined", State.ACCEPTED): State.EXAMINING,
    ("application.examined", State.EXAMINING): State.EXAMINING,
    ("application.granted", State.ACCEPTED): State.GRANTED,
    ("application.granted", State.EXAMINING): State.GRANTED,
    ("application.refused", State.ACCEPTED): State.REFUSED,
    ("application.refused", State.EXAMINING): State.REFUSED,
    ("application.extended", State.ACCEPTED): State.ACCEPTED,
    ("application.extended", State.EXAMINING): State.EXAMINING,
    ("application.revised", State.RECEIVED): State.RECEIVED,
    ("application.revised", State.CORRECTING): State.RECEIVED,
    ("application.revised", State.ACCEPTED): State.ACCEPTED,
    ("application.revised", State.EXAMINING): State.EXAMINING,
    **{(deed, state): state for state in OPEN for deed in DEEDS_OF_THE_DESK},
    **{("application.refusal_proposed", state): state for state in OPEN},
    ("application.deemed_accepted", State.RECEIVED): State.ACCEPTED,
    **{
        (f"application.{name}", state): State.EXAMINING
        for name in ("site_checked", "review_asked", "hearing_offered")
        for state in (State.ACCEPTED, State.EXAMINING)
    },
    **{("application.site_check_planned", state): state for state in (State.ACCEPTED, State.EXAMINING)},
    **{
        (f"application.{name}", State.EXAMINING): State.EXAMINING
        for name in ("reviewed_by_unit", "hearing_requested", "hearing_notified", "hearing_waived", "hearing_held")
    },
    ("application.deemed_renewed", State.RECEIVED): State.GRANTED,
    ("application.deemed_renewed", State.ACCEPTED): State.GRANTED,
    ("application.deemed_renewed", State.EXAMINING): State.GRANTED,
    **{("application.archived", state): State.CLOSED for state in DECIDED},
    **{("application.withdrawn", state): State.WITHDRAWN for state in OPEN},
    **{("application.closed", state): State.CLOSED for state in OPEN},
}


@pytest.mark.parametrize("deed", STEPS)
@pytest.mark.parametrize("state", State)
def test_a_deed_leads_where_the_law_lets_it_and_nowhere_else(deed: str, state: State) -> None:
    wanted = POSSIBLE.get((deed, state))

    if wanted is not None:
        assert after(deed, state) is wanted
        assert deed in allowed(state)
        return
    with pytest.raises(Refused, match=f"申请现为“{STATE_NAMES[state]}”，不能办理"):
        after(deed, state)


def test_what_is_decided_can_only_be_archived_and_what_is_archived_is_final() -> None:
    assert {allowed(state) for state in DECIDED} == {("application.archived",)}
    assert allowed(State.CLOSED) == ()


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
def test_however_deeds_follow_one_another_a_decision_is_made_once(deeds: list[str]) -> None:
    state, decisions = State.RECEIVED, 0
    for deed in deeds:
        try:
            reached = after(deed, state)
        except Refused:
            continue
        decisions += reached in FINAL and deed != "application.archived"
        state = reached

    assert decisions <= 1
    assert (decisions == 1) is (state in FINAL)


def test_what_is_possible_instead_is_said() -> None:
    with pytest.raises(Refused) as error:
        after("application.granted", State.RECEIVED)

    assert "受理" in error.value.do_next
    assert error.value.kept == "申请未变更。"


def test_what_no_officer_does_is_not_offered_and_a_decided_one_has_nothing_left() -> None:
    with pytest.raises(Refused) as error:
        after("application.granted", State.RECEIVED)
    offered = error.value.do_next.removeprefix("现在可以办理：").removesuffix("。").split("、")
    named = {STEPS[deed].name for deed in allowed(State.RECEIVED)}

    assert named - set(offered) == {"审查比对", "逾期未告知视为受理", "逾期未决定视为准予延续"}
    assert set(offered) < named
    with pytest.raises(Refused) as error:
        after("application.granted", State.REFUSED)
    assert error.value.do_next == "该申请已办结，不能再作决定。"


@pytest.mark.parametrize(
    ("state", "deed"),
    [
        (State.RECEIVED, "application.not_accepted"),
        (State.CORRECTING, "application.not_accepted"),
        (State.ACCEPTED, "application.refused"),
        (State.EXAMINING, "application.refused"),
    ],
)
def test_no_has_two_names_before_and_after_acceptance(state: State, deed: str) -> None:
    assert refusing_deed(state) == deed


def test_correction_is_asked_once_and_for_something() -> None:
    check_correction(0, ("id_no",))

    with pytest.raises(Refused, match="只能一次性告知"):
        check_correction(1, ("id_no",))
    with pytest.raises(Refused, match="没有需要补正的内容"):
        check_correction(0, ())


def test_what_is_incomplete_is_not_accepted() -> None:
    check_acceptance(())

    with pytest.raises(Refused, match=r"申请材料不齐全，不能受理.*：缺身份证件、营业执照。"):
        check_acceptance(("身份证件", "营业执照"))
    with pytest.raises(Refused, match=r"申请材料不正确，不能受理.*：证件号码有误，请更正。"):
        check_acceptance(("证件号码有误，请更正",))
    with pytest.raises(Refused, match=r"申请材料不齐全、不正确，不能受理.*：缺身份证件；证件号码有误，请更正。"):
        check_acceptance(("证件号码有误，请更正", "身份证件"))


def test_a_term_is_extended_once() -> None:
    check_extension(extended_before=False)

    with pytest.raises(Refused, match="不能再延长"):
        check_extension(extended_before=True)


OLD = Validity(date(2021, 12, 1), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("item", "decided", "old", "first", "last"),
    [
        (Item.NEW, "2026-11-21", None, "2026-11-21", "2031-11-20"),
        (Item.NEW, "2024-02-29", None, "2024-02-29", "2029-02-27"),
        (Item.RENEW, "2026-11-21", OLD, "2026-12-01", "2031-11-30"),
        (Item.RENEW, "2026-12-05", OLD, "2026-12-05", "2031-12-04"),
        (Item.CHANGE, "2026-11-21", OLD, "2021-12-01", "2026-11-30"),
        (Item.REISSUE, "2026-11-21", OLD, "2021-12-01", "2026-11-30"),
        (Item.SUSPEND, "2026-11-21", OLD, "2021-12-01", "2026-11-30"),
    ],
)
def test_a_licence_holds_for_five_years_and_keeps_its_days_when_it_is_not_renewed(
    item: Item, decided: str, old: Validity | None, first: str, last: str
) -> None:
    found = validity(item, date.fromisoformat(decided), 5, old)

    assert found == Validity(date.fromisoformat(first), date.fromisoformat(last))


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_no_new_licence_holds_longer_than_five_years(decided: date) -> None:
    found = validity(Item.NEW, decided, 5)

    assert found.valid_to < add_years(decided, 5)


@pytest.mark.parametrize("item", [item for item in Item if item is not Item.NEW])
def test_without_the_old_days_nothing_is_invented(item: Item) -> None:
    with pytest.raises(InvalidInput, match="有效期不明"):
        validity(item, date(2026, 11, 21), 5)


def test_every_state_and_item_has_a_name() -> None:
    assert set(STATE_NAMES) == set(State)
    assert set(ITEM_NAMES) == set(Item)


def test_only_what_grants_changes_the_licence() -> None:
    assert {deed for deed, step in STEPS.items() if step.licence} == {
        "application.granted", "application.deemed_renewed",
    }  # fmt: skip
