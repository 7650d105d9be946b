"""Separation of duties in a case: who investigates does not review, preside or decide; who decides takes no money."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models.casework import CaseStage
from models.errors import Refused
from models.said import said
from models.values import Officer
from rules.basis import LegalBasis
from rules.casework.standing import INQUIRING, REVIEWING, Standing
from rules.casework.steps import INQUIRY, STEPS

BASIS = LegalBasis("行政处罚法", 2021, "第四十三条、第五十八条、第六十四条、第六十七条", "APL 43, 58, 64, 67")
HEADS = frozenset({  # what the head decides by one deed: not one of those who investigate
    "case.lead_extended", "case.recused", "case.alarm_answered", "case.deliberated",
})  # fmt: skip
OPEN = INQUIRY | {CaseStage.LEAD}  # while it is investigated
LEAST_VOTES = 2
TAKING_MONEY = frozenset({"case.cash_collected", "case.cash_handed_in", "case.cash_banked"})
KEPT = "案件未变更。"
RECUSED = "已经回避，不能再办理本案"


def check(deed: str, case: Standing, by: Officer, named: Iterable[str] = ()) -> None:
    """Raise Refused where an officer may not take a step because of what the same officer did in the case.

    `named` are the logins of those who investigate by this very step, or whom it recuses. What asks for two officers
    is approved by one who neither investigates nor reviews. The same certificate is the same officer by any login.
    """
    why = _against(deed, case, by, by.login in set(named))
    if why:
        raise Refused(
            said("{name}{why}（{basis}）。", name=by.name, why=why, basis=BASIS),
            kept=KEPT,
            do_next="请由其他人员办理。",
        )


def check_recused(case: Standing, by: Officer) -> None:
    """Raise Refused where an officer was recused: whatever it is, another one does it."""
    if _is_one_of(case.recused, case, by):
        raise Refused(
            said("{name}{why}（{basis}）。", name=by.name, why=RECUSED, basis=BASIS),
            kept=KEPT,
            do_next="请由其他人员办理。",
        )


def check_other(proposer: Officer, by: Officer) -> None:
    """Raise Refused where the one who confirms is the one who proposed, by another login (the same certificate)."""
    if by.certificate_no.strip() and by.certificate_no.strip() == proposer.certificate_no.strip():
        raise Refused(
            said("{name}不能批准自己提出的步骤（{basis}）。", name=by.name, basis=BASIS),
            kept="提议仍有效。",
            do_next="请由其他人员批准。",
        )


def check_named(case: Standing, people: Iterable[Sequence[str]], leaving: str = "") -> None:
    """Raise Refused where a step names somebody who was recused, is recused by it (`leaving`), or gave the opinion.

    `people` are [login, name, certificate].
    """
    gone, known = case.recused | {leaving}, [list(person) for person in people]
    names = [person[1] for person in known if _known_as(gone, case, person[0], person[2])]
    if names:
        raise Refused(
            said("{name}{why}（{basis}）。", name="、".join(names), why=RECUSED, basis=BASIS),
            kept=KEPT,
            do_next="请指定其他人员。",
        )
    names = [person[1] for person in known if person[0] in case.reviewers]
    if names and case.stage in OPEN:
        words = said("{names}作过本案的法制审核，不能再调查本案（{basis}）。", names="、".join(names), basis=BASIS)
        raise Refused(words, kept=KEPT, do_next="请指定其他人员。")


def check_said(deed: str, case: Standing, said: Mapping[str, Any]) -> None:
    """Raise Refused where a step names somebody for a duty that what was done in the case excludes."""
    if deed in ("case.hearing_notified", "case.hearing_held"):
        check_host(case, said["host"], said["recorder"])
    elif deed == "case.deliberated":
        check_votes(case, said["votes"])
    elif deed == "case.cash_handed_in":
        check_receiver(case, said["receiver"])


def check_receiver(case: Standing, receiver: str) -> None:
    """Raise Refused where those who collected cash would take it in themselves (APL 71)."""
    collected = case.last("case.cash_collected")
    people = {collected.by, *(person[0] for person in collected.said.get("officers", ()))} if collected else set()
    if receiver.strip() in _words_for(people, case):
        raise Refused(
            said("当场收缴罚款的人员不能自己经收（{basis}）。", basis=BASIS), kept=KEPT, do_next="请由其他人员经收。"
        )


def check_host(case: Standing, host: str, recorder: str) -> None:
    """Raise Refused where the one who presides over a hearing investigated the case, or writes the record as well.

    Who was recused does neither. Both are given by login or by name.
    """
    if _words_for(case.recused, case) & {host.strip(), recorder.strip()}:
        raise Refused(
            said("已经回避的人员不能主持、记录听证（{basis}）。", basis=BASIS), kept=KEPT, do_next="请指定其他人员。"
        )
    if host.strip() in _words_for(case.investigators, case):
        raise Refused(
            said("本案调查人员不能主持听证（{basis}）。", basis=BASIS), kept=KEPT, do_next="请指定其他人员主持。"
        )
    if host.strip() == recorder.strip():
        raise Refused("听证的主持人和记录人应为不同的人员。", kept=KEPT)


def check_votes(case: Standing, votes: Iterable[object]) -> None:
    """Raise Refused where fewer than two deliberate, or one who investigated or was recused (APL 57).

    Each vote is a row that begins with the name (or the login) of the member.
    """
    members = [str(row[0] if isinstance(row, list | tuple) and row else row).strip() for row in votes]
    if len(set(members)) < max(LEAST_VOTES, len(members)):
        raise Refused("集体讨论应有两名以上的负责人，每人一票。", kept=KEPT, do_next="请写明每人的意见。")
    out = sorted(_words_for(case.recused | case.investigators, case) & set(members))
    if out:
        words = said(
            "{names}调查过本案或者已经回避，不能参加集体讨论的表决（{basis}）。", names="、".join(out), basis=BASIS
        )
        raise Refused(words, kept=KEPT, do_next="请由其他负责人讨论决定。")


def _words_for(logins: Iterable[str], case: Standing) -> set[str]:
    """Return the logins and the names by which officers may be given."""
    wanted = set(logins)
    return wanted | {person[1] for person in case.named if person[0] in wanted}


def _is_one_of(logins: frozenset[str], case: Standing, by: Officer) -> bool:
    return _known_as(logins, case, by.login, by.certificate_no)


def _known_as(logins: frozenset[str], case: Standing, login: str, certificate: str) -> bool:
    """Tell whether an officer is one of some, by login or by the number of the certificate."""
    certificates = {person[2].strip() for person in case.named if person[0] in logins}
    return login in logins or (bool(certificate.strip()) and certificate.strip() in certificates)


def _against(deed: str, case: Standing, by: Officer, named: bool) -> str:
    if _is_one_of(case.recused, case, by):
        return RECUSED
    investigated, reviewed = named or _is_one_of(case.investigators, case, by), by.login in case.reviewers
    decides = STEPS[deed].asks_pair or deed in HEADS
    if deed == "case.recused" and named:
        return "不能决定自己的回避"
    if deed in REVIEWING and investigated:
        return "调查过本案，不能作法制审核"
    if decides and (investigated or reviewed):
        return said("{why}，不能由其审批决定", why="调查过本案" if investigated else "作过本案的法制审核")
    if deed in INQUIRING and reviewed:
        return "作过本案的法制审核，不能再调查本案"
    return "作出了本案的罚款决定，不能收缴罚款" if deed in TAKING_MONEY and by.login in case.deciders else ""
