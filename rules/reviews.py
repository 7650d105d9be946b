"""Opinions of other units: who may give one, which must be there before a grant, when an objection may be overruled."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from models.errors import InvalidInput, Refused
from models.said import said
from models.values import Item, Officer, Role
from rules.authority import roles_text
from rules.basis import LegalBasis
from rules.lawrows import ReviewRule, Unit

BASIS = LegalBasis("行政许可法", 2019, "第二十六条", "ALL 26")
AGREE, OBJECT, CONDITIONS = "agree", "object", "conditions"
OPINIONS = {AGREE: "同意", OBJECT: "不同意", CONDITIONS: "附条件同意"}
LONGEST_LIMIT, LONGEST_TEXT, LEAST_REASON = 15, 1000, 4  # working days; characters


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one unit last said; "" while its answer is awaited."""

    unit: str
    opinion: str


def check_limit(days: int) -> None:
    """Raise InvalidInput for a time limit that is none, or takes up the term of the decision."""
    if not 1 <= days <= LONGEST_LIMIT:
        raise InvalidInput(said("出具意见的时限应为1至{most}个工作日。", most=LONGEST_LIMIT), kept="尚未送审。")


def check_answer(unit: Unit, opinion: str, text: str, asked_by: str, by: Officer) -> None:
    """Raise Refused for an officer who is not of the unit or asked it, InvalidInput for an answer without words."""
    roles = {Role(role) for role in unit.roles}
    if not roles & by.roles:
        raise Refused(
            said(
                "{name}的意见由{roles}出具，{who}不能代为出具（{basis}）。",
                name=unit.name,
                roles=roles_text(roles),
                who=by.name,
                basis=BASIS,
            ),
            kept="意见未记录。",
        )
    if by.login == asked_by:
        raise Refused("送审的人不能自己出具意见。", kept="意见未记录。", do_next="请该单位的另一名人员办理。")
    if opinion not in OPINIONS:
        raise InvalidInput(said("意见应为{values}之一。", values="、".join(OPINIONS.values())), kept="意见未记录。")
    if opinion != AGREE and len(text.strip()) < LEAST_REASON:
        raise InvalidInput(said("{opinion}须写明理由或者条件。", opinion=OPINIONS[opinion]), kept="意见未记录。")
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(said("意见最多{most}个字。", most=LONGEST_TEXT), kept="意见未记录。")


def wanted(rules: Iterable[ReviewRule], item: Item, findings: Collection[str]) -> dict[str, bool]:
    """Return unit → whether its objection may be overruled, for every rule that a finding of the case meets."""
    found: dict[str, bool] = {}
    for rule in rules:
        if item in rule.items and rule.findings & set(findings):
            for unit in rule.units:
                found[unit] = found.get(unit, True) and rule.against
    return found


def check_grant(
    opinions: Iterable[Opinion], required: Mapping[str, bool], names: Mapping[str, str], note: str, by: Officer
) -> tuple[str, ...]:
    """Return the units that a grant overrules.

    Raises Refused: an opinion is missing, or a unit objects and the table, the officer or the missing reason does not
    let the grant overrule it. A unit that was only asked by a clerk may be overruled.
    """
    given = {each.unit: each.opinion for each in opinions}
    missing = [unit for unit in dict.fromkeys([*required, *given]) if not given.get(unit)]
    if missing:
        raise Refused(
            said(
                "{missing}的意见尚未出具（{basis}）。",
                missing="、".join(names.get(unit, unit) for unit in missing),
                basis=BASIS,
            ),
            kept="申请未作决定。",
            do_next="请先送审，或者等待意见。",
        )
    against = tuple(unit for unit, opinion in given.items() if opinion == OBJECT)
    told = "、".join(names.get(unit, unit) for unit in against)
    if any(not required.get(unit, True) for unit in against):
        raise Refused(
            said("{told}不同意，该事项须会签一致（{basis}）。", told=told, basis=BASIS), kept="申请未作决定。"
        )
    if against and (Role.APPROVER not in by.roles or len(note.strip()) < LEAST_REASON):
        raise Refused(
            said("{told}不同意（{basis}）。", told=told, basis=BASIS),
            kept="申请未作决定。",
            do_next="审批人可以写明理由后另行决定。",
        )
    return against
