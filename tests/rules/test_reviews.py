"""Opinions of other units: who answers for one, which are wanted, and what a grant may overrule."""

import pytest

from models.errors import BureauError, InvalidInput, Refused
from models.values import Item, Officer, Role
from rules.lawrows import ReviewRule, Unit
from rules.reviews import BASIS, OPINIONS, Opinion, check_answer, check_grant, check_limit, wanted

LEGAL = Unit("legal", "法规", frozenset({"legal_reviewer", "supervisor"}))
REVIEWER = Officer("reviewer", "吴敏", frozenset({Role.LEGAL_REVIEWER, Role.LICENCE_CLERK}))
APPROVER = Officer("approver", "张炜", frozenset({Role.APPROVER}))
CLERK = Officer("clerk", "周雅", frozenset({Role.LICENCE_CLERK}))
NAMES = {"legal": "法规", "audit": "稽查"}


def rule(item: Item, finding: str, *units: str, against: bool) -> ReviewRule:
    return ReviewRule("V1", "甲", BASIS, frozenset({item}), frozenset({finding}), units, 5, against)


@pytest.mark.parametrize(("days", "right"), [(0, False), (1, True), (15, True), (16, False), (-1, False)])
def test_an_opinion_is_due_within_one_to_fifteen_working_days(days: int, *, right: bool) -> None:
    if right:
        check_limit(days)
    else:
        with pytest.raises(InvalidInput, match="1至15个工作日"):
            check_limit(days)


@pytest.mark.parametrize(
    ("opinion", "text"),
    [("agree", ""), ("object", " 材料存疑 "), ("conditions", "悬挂标志"), ("agree", "长" * 1000)],
)
def test_an_opinion_of_the_unit_is_taken(opinion: str, text: str) -> None:
    check_answer(LEGAL, opinion, text, "clerk", REVIEWER)


@pytest.mark.parametrize(
    ("opinion", "text", "asked_by", "by", "error", "told"),
    [
        ("agree", "", "clerk", CLERK, Refused, "由法制审核员、指挥中心出具，周雅不能代为出具"),
        ("agree", "", "reviewer", REVIEWER, Refused, "送审的人不能自己出具"),
        ("maybe", "", "clerk", REVIEWER, InvalidInput, "同意、不同意、附条件同意之一"),
        ("object", " 有疑问 ", "clerk", REVIEWER, InvalidInput, "不同意须写明理由"),
        ("conditions", "", "clerk", REVIEWER, InvalidInput, "附条件同意须写明理由"),
        ("agree", "长" * 1001, "clerk", REVIEWER, InvalidInput, "最多1000个字"),
    ],
    ids=["of another unit", "who asked", "no such opinion", "three characters", "no condition", "too long"],
)
def test_an_opinion_that_may_not_be_is_refused(
    opinion: str, text: str, asked_by: str, by: Officer, error: type[BureauError], told: str
) -> None:
    with pytest.raises(error, match=told):
        check_answer(LEGAL, opinion, text, asked_by, by)


def test_every_opinion_has_its_name() -> None:
    assert OPINIONS == {"agree": "同意", "object": "不同意", "conditions": "附条件同意"}


def test_a_unit_is_wanted_where_a_finding_is_met_and_one_rule_is_enough_to_bind_the_approver() -> None:
    rules = [
        rule(Item.NEW, "N3", "audit", "internal", against=True),
        rule(Item.NEW, "N5", "audit", "legal", against=False),
        rule(Item.NEW, "N6", "audit", against=True),
        rule(Item.RENEW, "N3", "legal", against=False),
    ]

    assert wanted(rules, Item.NEW, {"N3", "A1"}) == {"audit": True, "internal": True}
    assert wanted(rules, Item.NEW, {"N3", "N5", "N6"}) == {"audit": False, "internal": True, "legal": False}
    assert wanted(rules, Item.RENEW, {"N3"}) == {"legal": False}
    assert wanted(rules, Item.NEW, {"A1"}) == {}


def test_where_everybody_agrees_a_grant_overrules_nobody() -> None:
    said = [Opinion("legal", "agree"), Opinion("audit", "conditions")]

    assert check_grant(said, {"legal": False}, NAMES, "", CLERK) == ()
    assert check_grant([], {}, NAMES, "", CLERK) == ()


@pytest.mark.parametrize(
    ("said", "required", "told"),
    [
        ([], {"legal": True}, "法规的意见尚未出具"),
        ([Opinion("legal", "")], {}, "法规的意见尚未出具"),
        ([Opinion("other", "")], {"legal": True}, "法规、other的意见尚未出具"),
        ([Opinion("legal", "")], {"legal": True}, "^法规的意见尚未出具"),
    ],
    ids=["nobody asked", "asked by a clerk", "both, and one without a name", "asked as the table wants"],
)
def test_a_grant_waits_for_every_opinion(said: list[Opinion], required: dict[str, bool], told: str) -> None:
    with pytest.raises(Refused, match=told):
        check_grant(said, required, NAMES, "材料已另行核实", APPROVER)


@pytest.mark.parametrize("required", [{"legal": True}, {}], ids=["by the table", "asked by a clerk only"])
def test_an_approver_overrules_an_objection_with_a_reason(required: dict[str, bool]) -> None:
    said = [Opinion("legal", "object"), Opinion("audit", "agree")]

    assert check_grant(said, required, NAMES, " 另行核实 ", APPROVER) == ("legal",)
    for note, by in ((" 核实过 ", APPROVER), ("另行核实", CLERK)):
        with pytest.raises(Refused, match="法规不同意") as refused:
            check_grant(said, required, NAMES, note, by)
        assert refused.value.do_next == "审批人可以写明理由后另行决定。"


def test_where_the_table_wants_agreement_an_objection_stands() -> None:
    said = [Opinion("audit", "object"), Opinion("legal", "object")]

    with pytest.raises(Refused, match="稽查、法规不同意，该事项须会签一致"):
        check_grant(said, {"audit": True, "legal": False}, NAMES, "材料已另行核实", APPROVER)
