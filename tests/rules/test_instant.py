"""Instant approval as a rule: every row at its boundary; the unknown never grants; nothing ever refuses."""

from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.lawbook import lawbook
from models.values import ApplicationState, Item, LicenceStatus
from rules.instant import CHECKS, CODES, Answer, Facts, Outcome, Proof, drawn, judge
from rules.lawrows import InstantRule
from rules.licence_checks import Obstacle
from rules.licences import cite

TODAY = date(2026, 11, 22)
ROWS = lawbook().in_force(TODAY).instant
OTHERS = [item for item in Item if item is not Item.NEW]
YES, NO, UNKNOWN = Proof(True, "是", "源", "2026-11-22"), Proof(False, "否", "源"), Proof(None, "不明", "源")
OBSTACLE = Obstacle("expired", "已届满", cite("ALL 50", "第五十条"), "请新办。")


def rule(item: Item) -> InstantRule:
    return ROWS[item.value]


def findings(item: Item, outcome: str = "pass") -> list[dict[str, str]]:
    return [{"rule": name, "outcome": outcome, "evidence": "查过"} for name in rule(item).findings]


def clear(item: Item, **changes: Any) -> Facts:
    """Return facts that prove everything."""
    status = LicenceStatus(rule(item).statuses[0]) if rule(item).statuses else None
    facts = Facts(
        item, "received", at="2026-11-22", findings=findings(item), identity=YES, business=YES,
        holders={"own": YES, "national": YES}, status=status, status_from=YES, records=(), open_matters=(),
        changes={"shop_name": YES} if item is Item.CHANGE else {},
    )  # fmt: skip
    return replace(facts, **changes)


@pytest.mark.parametrize("item", list(Item), ids=str)
def test_every_row_decides_what_is_proved_and_names_source_and_article_of_each_step(item: Item) -> None:
    judgement = judge(clear(item), rule(item))

    assert judgement.outcome is (Outcome.ACCEPT if item is Item.NEW else Outcome.GRANT)
    assert all(step.answer is Answer.YES and step.basis and step.source for step in judgement.chain)


@pytest.mark.parametrize("item", list(Item), ids=str)
@pytest.mark.parametrize("outcome", ["pass", "review", "unavailable", "deny"])
def test_only_the_outcomes_of_the_row_pass_the_screening(item: Item, outcome: str) -> None:
    found = [*findings(item)[:-1], *findings(item, outcome)[-1:]]

    judgement = judge(clear(item, findings=found), rule(item))

    assert (judgement.outcome is not Outcome.PERSON) == (outcome in rule(item).outcomes)


@pytest.mark.parametrize("item", OTHERS, ids=str)
@pytest.mark.parametrize("status", list(LicenceStatus), ids=str)
def test_only_the_states_of_the_row_are_granted(item: Item, status: LicenceStatus) -> None:
    granted = judge(clear(item, status=status), rule(item)).outcome is Outcome.GRANT

    assert granted == (status in rule(item).statuses)


@pytest.mark.parametrize("item", list(Item), ids=str)
def test_a_finding_that_nobody_looked_at_is_unknown(item: Item) -> None:
    for place in range(len(findings(item))):
        found = [*findings(item)[:place], *findings(item)[place + 1 :]]
        judgement = judge(clear(item, findings=found), rule(item))

        assert judgement.outcome is Outcome.PERSON
        assert [step.answer for step in judgement.against] == [Answer.UNKNOWN]


def test_a_rule_that_is_switched_off_need_not_be_looked_at() -> None:
    found = [f for f in findings(Item.RENEW) if f["rule"] != "R6"]

    assert judge(clear(Item.RENEW, findings=found, without=frozenset({"R6"})), rule(Item.RENEW)).outcome == "grant"


@pytest.mark.parametrize("item", OTHERS, ids=str)
@pytest.mark.parametrize(
    ("step", "changes"),
    [
        ("state", {"state": "correcting"}), ("state", {"state": "accepted"}), ("state", {"attention": "conflict"}),
        ("complete", {"missing": [("id_no", "证件号码")]}),
        ("complete", {"missing": [("attachment.premises_proof", "场所证明")], "obtainable": {"premises_proof": YES}}),
        ("screened", {"findings": None}), ("screened", {"findings": []}),
        ("identity", {"identity": NO}), ("identity", {"identity": UNKNOWN}), ("business", {"business": NO}),
        ("business", {"business": UNKNOWN}),
        ("holder", {"holders": {}}), ("holder", {"holders": {"own": UNKNOWN, "national": UNKNOWN}}),
        ("holder", {"holders": {"own": YES, "national": NO}}), ("holder", {"holders": {"own": NO, "national": YES}}),
        ("status", {"status": None}), ("obstacles", {"obstacles": (OBSTACLE,)}),
        ("records", {"records": None}), ("records", {"records": ("行政处罚 2026-01-01",)}),
        ("open", {"open_matters": None}), ("open", {"open_matters": ("待复核的提议",)}),
    ],
)  # fmt: skip
def test_one_step_that_is_not_yes_is_for_a_person_and_is_named(item: Item, step: str, changes: dict[str, Any]) -> None:
    judgement = judge(clear(item, **changes), rule(item))

    assert judgement.outcome is Outcome.PERSON
    assert [one.code for one in judgement.against] == [step]


@pytest.mark.parametrize("proof", [NO, UNKNOWN], ids=["other value", "unknown"])
def test_a_change_that_the_business_register_does_not_show_is_for_a_person(proof: Proof) -> None:
    for changes in ({"shop_name": proof}, {"shop_name": YES, "legal_rep": proof}, {}):
        judgement = judge(clear(Item.CHANGE, changes=changes), rule(Item.CHANGE))

        assert [one.code for one in judgement.against] == ["changes"]


def test_one_register_is_enough_where_the_other_does_not_know_the_licence() -> None:
    for holders in ({"own": YES}, {"national": YES}, {"own": YES, "national": UNKNOWN}):
        assert judge(clear(Item.RENEW, holders=holders), rule(Item.RENEW)).outcome is Outcome.GRANT


def test_a_paper_that_sharing_or_the_library_gives_is_not_missing() -> None:
    lacks = [("attachment.id_card", "身份证件（附件）")]
    for got in ({"obtainable": {"id_card": YES}}, {"kept": {"id_card": YES}}):
        assert judge(clear(Item.RENEW, missing=lacks, **got), rule(Item.RENEW)).outcome is Outcome.GRANT


def test_an_item_without_a_row_or_with_the_row_of_another_is_for_a_person() -> None:
    for row in (None, rule(Item.CLOSE), replace(rule(Item.RENEW), result="refuse")):
        assert judge(clear(Item.RENEW), row).outcome is Outcome.PERSON


def test_before_the_first_day_of_the_rows_nothing_is_decided_at_once() -> None:
    assert lawbook().in_force(date(2019, 4, 25)).instant == {}
    assert set(lawbook().in_force(date(2019, 4, 26)).instant) == {item.value for item in Item}


proofs = st.sampled_from([YES, NO, UNKNOWN])
anything = st.builds(
    Facts,
    item=st.sampled_from(Item),
    state=st.sampled_from(ApplicationState),
    attention=st.sampled_from(["", "conflict", "withdrawn"]),
    missing=st.lists(st.sampled_from([("attachment.id_card", "身份证件"), ("uscc", "信用代码")]), max_size=2),
    obtainable=st.dictionaries(st.sampled_from(["id_card"]), proofs),
    findings=st.none()
    | st.lists(
        st.fixed_dictionaries(
            {
                "rule": st.sampled_from(["R6", "A8", "B2", "R1"]),
                "evidence": st.just(""),
                "outcome": st.sampled_from(["pass", "review", "unavailable", "deny"]),
            }
        )
    ),
    identity=proofs,
    business=proofs,
    holders=st.dictionaries(st.sampled_from(["own", "national"]), proofs),
    status=st.none() | st.sampled_from(LicenceStatus),
    obstacles=st.sampled_from([(), (OBSTACLE,)]),
    changes=st.dictionaries(st.sampled_from(["shop_name"]), proofs),
    records=st.sampled_from([None, (), ("处罚",)]),
    open_matters=st.sampled_from([None, (), ("提议",)]),
)


@given(facts=anything, row=st.none() | st.sampled_from(list(ROWS.values())))
def test_the_machine_never_refuses_and_never_decides_on_a_step_that_is_not_yes(
    facts: Facts, row: InstantRule | None
) -> None:
    judgement = judge(facts, row)

    assert judgement.outcome in {Outcome.GRANT, Outcome.ACCEPT, Outcome.PERSON}
    assert (judgement.outcome is Outcome.PERSON) == bool(judgement.against)
    assert str(judgement.outcome) not in {"refuse", "refused", "not_accepted"}


def test_there_is_no_way_to_write_a_refusal_into_the_table() -> None:
    assert set(CHECKS) == {"grant", "accept"}


@given(st.integers(0, 100), st.integers(0, 2**48 - 1))
def test_a_larger_share_draws_whatever_a_smaller_one_draws(percent: int, number: int) -> None:
    digest = f"{number:012x}"

    assert drawn(digest, 100)
    assert not drawn(digest, 0)
    assert drawn(digest, percent) <= drawn(digest, min(100, percent + 1))


@pytest.mark.parametrize(
    ("number", "percent", "looked_at"),
    [(999, 10, True), (1_000, 10, False), (9_899, 99, True), (9_999, 99, False), (10_000, 1, True), (20_100, 1, False)],
)
def test_the_first_twelve_figures_of_a_digest_decide_in_hundredths_of_a_percent(
    number: int, percent: int, *, looked_at: bool
) -> None:
    assert drawn(f"{number:012x}" + "f" * 52, percent) is looked_at


def test_the_share_is_what_the_settings_say() -> None:
    import hashlib

    digests = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(4000)]

    assert 0.08 < sum(drawn(digest, 10) for digest in digests) / len(digests) < 0.12


@pytest.mark.parametrize("item", list(Item), ids=str)
def test_the_chain_has_every_link_and_each_is_kept_whole(item: Item) -> None:
    chain = judge(clear(item), rule(item)).chain
    links = CODES[:6] if item is Item.NEW else CODES

    assert tuple(step.code for step in chain) == links
    assert [step.as_json() for step in chain] == [{k: str(v) for k, v in asdict(step).items()} for step in chain]


@pytest.mark.parametrize(
    ("step", "changes"),
    [
        ("state", {"attention": "conflict"}), ("complete", {"missing": [("id_no", "证件号码")]}),
        ("screened", {"findings": None}), ("identity", {"identity": NO}), ("identity", {"identity": UNKNOWN}),
        ("business", {"business": NO}), ("business", {"business": UNKNOWN}),
    ],
)  # fmt: skip
def test_a_new_licence_is_accepted_at_once_on_every_proof_only(step: str, changes: dict[str, Any]) -> None:
    judgement = judge(clear(Item.NEW, **changes), rule(Item.NEW))

    assert judgement.outcome is Outcome.PERSON
    assert [one.code for one in judgement.against] == [step]


def test_what_is_marked_for_a_person_is_said_with_its_mark() -> None:
    said = [judge(clear(Item.RENEW, attention=mark), rule(Item.RENEW)).chain[1].said for mark in ("conflict", "")]

    assert ["conflict" in said[0], "没有需核对的提示" in said[1]] == [True, True]


def test_the_row_says_what_is_decided_on_the_spot() -> None:
    said = {item: judge(clear(item), rule(item)).chain[0].said for item in (Item.NEW, Item.RENEW)}

    assert "当场受理" in said[Item.NEW]
    assert "当场作出准予决定" in said[Item.RENEW]


OWN, OTHER = Proof(True, "甲。", "登记簿", "2026-11-20"), Proof(True, "乙。", "三统一", "2026-11-21")
NOT_OWN, NOT_OTHER = replace(OWN, holds=False), replace(OTHER, holds=False)
SECOND = Obstacle("status", "现为停业", cite("LIC_R 23", "第二十三条"), "请等。")


@pytest.mark.parametrize(
    ("step", "changes", "answer", "said"),
    [
        ("complete", {"missing": ()}, "yes", "材料齐全。"),
        ("complete", {"missing": [("uscc", "信用代码"), ("id_no", "证件号码")]}, "no", "缺少：信用代码、证件号码。"),
        ("complete", {"missing": [("attachment.id_card", "身份证件")], "kept": {"id_card": OWN}}, "yes",
         "身份证件由登记簿取得（甲。）。"),
        ("screened", {"findings": findings(Item.CHANGE)}, "yes", "已审查A8、B2、R6。"),
        ("screened", {"findings": findings(Item.CHANGE, "unavailable")}, "unknown",
         "R6：查过；A8：查过；B2：查过"),
        ("screened", {"findings": [*findings(Item.CHANGE)[:2], *findings(Item.CHANGE, "deny")[2:]]}, "no", "B2：查过"),
        ("screened", {"findings": [*findings(Item.CHANGE, "unavailable")[:2], *findings(Item.CHANGE, "deny")[2:]]},
         "no", "R6：查过；A8：查过；B2：查过"),
        ("screened", {"findings": findings(Item.CHANGE)[1:]}, "unknown", "没有审查R6。"),
        ("holder", {"holders": {"own": OWN, "national": OTHER}}, "yes", "甲。乙。"),
        ("holder", {"holders": {"own": OWN, "national": NOT_OTHER}}, "no", "乙。"),
        ("holder", {"holders": {}}, "unknown", "没有登记簿载有该许可证。"),
        ("status", {"status": LicenceStatus.ACTIVE}, "yes", "许可证现为“有效”。"),
        ("obstacles", {"obstacles": ()}, "yes", "没有。"),
        ("obstacles", {"obstacles": (OBSTACLE, SECOND)}, "no",
         f"已届满（{OBSTACLE.basis}）。现为停业（{SECOND.basis}）。"),
        ("changes", {"changes": {"shop_name": OWN, "legal_rep": NOT_OTHER}}, "no", "甲。乙。"),
        ("changes", {"changes": {}}, "unknown", "没有写明变更内容。"),
        ("records", {"records": ()}, "yes", "没有。"),
        ("records", {"records": ("处罚一", "处罚二")}, "no", "有2项：处罚一；处罚二。"),
        ("open", {"open_matters": ()}, "yes", "没有。"),
        ("open", {"open_matters": ("提议", "异议")}, "no", "有未了事项：提议；异议。"),
    ],
)  # fmt: skip
def test_a_step_says_what_was_found(step: str, changes: dict[str, Any], answer: str, said: str) -> None:
    chain = judge(clear(Item.CHANGE, **changes), rule(Item.CHANGE)).chain
    (found,) = [one for one in chain if one.code == step]

    assert (found.answer, found.said) == (answer, said)


def test_of_several_answers_the_first_gives_day_and_article() -> None:
    facts = clear(
        Item.CHANGE, holders={"own": OWN, "national": OTHER}, changes={"shop_name": OTHER, "legal_rep": OWN},
        obstacles=(OBSTACLE, SECOND),
    )  # fmt: skip
    found = {step.code: step for step in judge(facts, rule(Item.CHANGE)).chain}

    assert (found["holder"].source, found["holder"].as_of) == ("登记簿、三统一", "2026-11-20")
    assert (found["changes"].source, found["changes"].as_of) == ("三统一", "2026-11-21")
    assert found["obstacles"].basis == str(OBSTACLE.basis)
