"""The page on rights says what the table of rights says: whoever changes a right changes the page."""

import pytest

from models.errors import Refused
from models.values import Officer, Role
from rules import authority
from tests.rules.rights_page import TARGET, render


def test_the_page_is_what_the_table_gives() -> None:
    assert TARGET.read_text(encoding="utf-8") == render(), "run: python -m tests.rules.rights_page"


def officer(*roles: Role, login: str = "one") -> Officer:
    return Officer(login, "甲", frozenset(roles))


@pytest.mark.parametrize("role", list(Role))
def test_roles_exclude_each_other_where_one_is_an_administrator(role: Role) -> None:
    authority.check_roles([role])
    for admin in authority.ADMINISTRATORS - {role}:
        with pytest.raises(Refused, match="角色互斥"):
            authority.check_roles([role, admin])


def test_an_officer_of_two_roles_that_do_not_exclude_each_other_is_allowed() -> None:
    authority.check_roles([Role.LICENCE_CLERK, Role.INSPECTOR])


def test_a_proposal_is_turned_down_by_an_approver_or_who_made_it() -> None:
    deed = "application.proposal_rejected"
    authority.check_turning_down(deed, "one", officer(Role.LICENCE_CLERK))
    authority.check_turning_down(deed, "other", officer(Role.APPROVER))

    with pytest.raises(Refused, match="只能收回自己的提议"):
        authority.check_turning_down(deed, "other", officer(Role.LICENCE_CLERK))
    with pytest.raises(Refused, match="无权办理"):
        authority.check_turning_down(deed, "one", officer(Role.LEGAL_REVIEWER))


@pytest.mark.parametrize("deed", sorted(name for name, right in authority.RIGHTS.items() if right.second))
def test_two_officers_are_two_and_one_is_of_the_pair(deed: str) -> None:
    right = authority.RIGHTS[deed]
    able, pair = min(right.roles), min(right.pair)
    assert right.pair
    authority.check_pair(deed, officer(pair), officer(able, pair, login="two"))
    with pytest.raises(Refused, match="须由另一名人员确认"):
        authority.check_pair(deed, officer(able, pair), officer(able, pair))
    outside = sorted(right.roles - right.pair)
    if outside:
        with pytest.raises(Refused, match="两名人员中至少一名应为"):
            authority.check_pair(deed, officer(outside[0]), officer(outside[0], login="two"))
