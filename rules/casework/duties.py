"""Separation of duties in a case: who investigates does not review, preside or decide."""

from collections.abc import Iterable, Sequence

from models.errors import Refused
from models.values import Officer
from rules.basis import LegalBasis
from rules.casework.standing import Standing
from rules.casework.steps import STEPS

BASIS = LegalBasis("行政处罚法", 2021, "第四十三条、第五十八条、第六十四条、第六十七条", "APL 43, 58, 64, 67")
REVIEWING = frozenset({"case.review_passed", "case.review_returned"})
KEPT = "案件未变更。"
RECUSED = "已经回避，不能再办理本案"


def check(deed: str, case: Standing, by: Officer, named: Iterable[str] = ()) -> None:
    """Raise Refused where an officer may not take a step because of what the same officer did in the case.

    `named` are the logins of those who investigate by this very step. What asks for two officers is approved by one
    who neither investigates nor reviews.
    """
    why = _against(deed, case, by.login, by.login in set(named))
    if why:
        raise Refused(f"{by.name}{why}（{BASIS}）。", kept=KEPT, do_next="请由其他人员办理。")


def check_recused(case: Standing, by: Officer) -> None:
    """Raise Refused where an officer was recused: whatever it is, another one does it."""
    if by.login in recused(case):
        raise Refused(f"{by.name}{RECUSED}（{BASIS}）。", kept=KEPT, do_next="请由其他人员办理。")


def check_named(case: Standing, people: Iterable[Sequence[str]], leaving: str = "") -> None:
    """Raise Refused where a step names somebody who was recused, or who is recused by it (`leaving`).

    `people` are [login, name, certificate].
    """
    gone = recused(case) | {leaving}
    names = [person[1] for person in people if person[0] in gone]
    if names:
        raise Refused(f"{'、'.join(names)}{RECUSED}（{BASIS}）。", kept=KEPT, do_next="请指定其他人员。")


def check_host(case: Standing, host: str, recorder: str) -> None:
    """Raise Refused where the one who presides over a hearing investigated the case, or writes the record as well.

    Who was recused does neither.
    """
    if recused(case) & {host, recorder}:
        raise Refused(f"已经回避的人员不能主持、记录听证（{BASIS}）。", kept=KEPT, do_next="请指定其他人员。")
    if host in case.investigators:
        raise Refused(f"本案调查人员不能主持听证（{BASIS}）。", kept=KEPT, do_next="请指定其他人员主持。")
    if host == recorder:
        raise Refused("听证的主持人和记录人应为不同的人员。", kept=KEPT)


def recused(case: Standing) -> frozenset[str]:
    """Return the logins of those who were recused: they do nothing more in the case."""
    return frozenset(str(step.said.get("login", "")) for step in case.taken if step.deed == "case.recused")


def _against(deed: str, case: Standing, login: str, named: bool) -> str:
    if login in recused(case):
        return RECUSED
    investigated, reviewed = named or login in case.investigators, login in case.reviewers
    decides = STEPS[deed].asks_pair
    if deed in REVIEWING and investigated:
        return "调查过本案，不能作法制审核"
    if decides and investigated:
        return "调查过本案，不能由其审批决定"
    if decides and reviewed:
        return "作过本案的法制审核，不能由其审批决定"
    return ""
