"""Who may do what: every row of the table, pairs of officers, and roles that exclude one another."""

from itertools import combinations

import pytest

from models.errors import Refused
from models.values import SYSTEM_OFFICER, Officer, Role
from rules.authority import ADMINISTRATORS, RIGHTS, check, check_grant, check_pair, check_roles, may, right, roles_text

CLERK = Officer("clerk", "周雅", frozenset({Role.LICENCE_CLERK}))
CLERK2 = Officer("clerk2", "林芳", frozenset({Role.LICENCE_CLERK}))
APPROVER = Officer("approver", "张炜", frozenset({Role.APPROVER}))
INSPECTOR = Officer("inspector", "陈刚", frozenset({Role.INSPECTOR}))
SUPERVISOR = Officer("supervisor", "吴敏", frozenset({Role.SUPERVISOR}))
SYSADMIN = Officer("sysadmin", "许工", frozenset({Role.SYSTEM_ADMIN}))
DECISIONS = [name for name in RIGHTS if name.startswith(("application.", "penalty."))]


@pytest.mark.parametrize(
    ("deed", "officer", "allowed"),
    [
        ("application.received", SYSTEM_OFFICER, True),
        ("application.received", CLERK, False),
        ("application.accepted", CLERK, True),
        ("application.accepted", INSPECTOR, False),
        ("application.examined", INSPECTOR, True),
        ("application.granted", APPROVER, True),
        ("application.granted", SUPERVISOR, False),
        ("application.extended", SUPERVISOR, True),
        ("application.extended", CLERK, False),
        ("penalty.recorded", INSPECTOR, True),
        ("blacklist.imported", SYSADMIN, True),
        ("blacklist.added", SYSADMIN, False),
        ("outbox.released", CLERK, True),
        ("calendar.imported", SYSADMIN, True),
        ("calendar.imported", APPROVER, False),
        ("job.poll_intake", SYSTEM_OFFICER, True),
        ("job.poll_intake", SYSADMIN, False),
    ],
)
def test_a_deed_is_done_by_its_roles(deed: str, officer: Officer, *, allowed: bool) -> None:
    assert may(deed, officer) is allowed
    if allowed:
        check(deed, officer)
        return
    with pytest.raises(Refused, match=f"{officer.name}.*无权办理“{right(deed).name}”"):
        check(deed, officer)


def test_the_refusal_names_the_role_the_article_and_who_may() -> None:
    with pytest.raises(Refused) as error:
        check("application.extended", CLERK)

    assert error.value.message == "周雅（证件管理员）无权办理“延长期限”（《行政许可法》(2019)第四十二条）。"
    assert error.value.do_next == "请审批人、指挥中心办理。"


def test_a_deed_without_a_row_is_a_bug() -> None:
    with pytest.raises(KeyError):
        check("application.invented", APPROVER)


@pytest.mark.parametrize("deed", DECISIONS)
def test_no_administrator_decides_a_case(deed: str) -> None:
    assert not RIGHTS[deed].roles & ADMINISTRATORS


def test_a_clerk_grants_only_what_passed_every_rule() -> None:
    check_grant(CLERK, screening_passed=True)
    check_grant(APPROVER, screening_passed=False)

    with pytest.raises(Refused, match=r"周雅.*只能准予审查全部通过的申请"):
        check_grant(CLERK, screening_passed=False)
    with pytest.raises(Refused, match="无权办理“准予许可”"):
        check_grant(INSPECTOR, screening_passed=True)


@pytest.mark.parametrize("deed", ["application.refused", "application.not_accepted"])
def test_a_refusal_needs_two_officers_one_of_them_an_approver(deed: str) -> None:
    check_pair(deed, CLERK, APPROVER)
    check_pair(deed, APPROVER, CLERK)

    with pytest.raises(Refused, match="须由另一名人员确认，张炜是提议人"):
        check_pair(deed, APPROVER, APPROVER)
    with pytest.raises(Refused, match="至少一名应为审批人"):
        check_pair(deed, CLERK, CLERK2)
    with pytest.raises(Refused, match="无权办理"):
        check_pair(deed, CLERK, SUPERVISOR)


def test_a_deed_for_one_officer_asks_for_no_second() -> None:
    check_pair("application.accepted", CLERK, CLERK)


@pytest.mark.parametrize(
    "roles", [*combinations(ADMINISTRATORS, 2), *((admin, Role.APPROVER) for admin in ADMINISTRATORS)]
)
def test_administrators_exclude_one_another_and_every_other_role(roles: tuple[Role, Role]) -> None:
    with pytest.raises(Refused, match="角色互斥"):
        check_roles(roles)


def test_one_administrator_or_several_other_roles_are_allowed() -> None:
    check_roles([Role.AUDIT_ADMIN])
    check_roles([Role.LICENCE_CLERK, Role.INSPECTOR, Role.APPROVER])


def test_every_right_has_a_name_an_article_and_somebody_who_may() -> None:
    assert all(each.name and each.roles and each.basis.article for each in RIGHTS.values())
    assert all(each.pair for each in RIGHTS.values() if each.second)


def test_roles_are_named_in_the_order_of_the_desk() -> None:
    assert roles_text({Role.SUPERVISOR, Role.LICENCE_CLERK}) == "证件管理员、指挥中心"
