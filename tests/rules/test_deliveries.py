"""How documents are served: the usual way, the steps that are possible, who may take them; how ratings are masked."""

import pytest

from models.errors import InvalidInput, Refused
from rules import deliveries as rules
from rules.ratings import LEVELS, LONGEST, OUTCOMES, SHORTEST, UNHAPPY, masked_name

KNOWN = frozenset({"350203199003070014"})


@pytest.mark.parametrize(
    ("channel", "printed", "post", "reachable", "online", "way"),
    [
        ("kiosk", True, True, True, True, "window"),
        ("wechat", True, True, True, True, "post"),
        ("wechat", True, False, True, True, "window"),
        ("wechat", True, True, False, True, "window"),
        ("wechat", False, True, True, True, "electronic"),
        ("elsewhere", False, True, True, False, "post"),
        ("elsewhere", False, False, True, False, "window"),
    ],
)
def test_the_usual_way_follows_from_how_the_applicant_came(
    channel: str, printed: bool, post: bool, reachable: bool, online: bool, way: str
) -> None:
    assert rules.way_for(channel, printed=printed, post=post, reachable=reachable, online=online) == way


def test_every_step_leads_on_or_says_why_not() -> None:
    for deed, (allowed, then) in rules.STEPS.items():
        for state in rules.STATE_NAMES:
            if state in allowed:
                assert rules.after(deed, state) == (then or state)
            else:
                with pytest.raises(Refused, match=rules.STATE_NAMES[state]):
                    rules.after(deed, state)


@pytest.mark.parametrize(
    ("codes", "outcome"),
    [
        ([], "underway"),
        (["203", "702"], "underway"),
        (["203", "702", "711"], "underway"),
        (["203", "702", "704"], "delivered"),
        (["203", "702", "711", "708"], "returned"),
        (["203", "708", "704"], "returned"),
        (["999"], "underway"),
    ],
)
def test_a_trace_says_delivered_only_where_nothing_came_back(codes: list[str], outcome: str) -> None:
    assert rules.outcome_of(codes) == outcome


@pytest.mark.parametrize(
    "shown",
    ["350203199003070014", " 350203199003070014 ", "３５０２０３１９９００３０７００１４"],
    ids=["as it is", "with blanks", "full width"],
)
def test_the_addressee_is_known_by_the_number_however_it_is_written(shown: str) -> None:
    assert rules.check_receiver("本人", shown, KNOWN, "paper") == "350203199003070014"


@pytest.mark.parametrize(
    ("relation", "shown", "signature"),
    [("本人", "", "paper"), ("", "350203199003070014", "paper"), ("配偶", "350203199003070015", "pad"),
     ("本人", "350203199003070014", "")],
    ids=["no number", "no relation", "a wrong check digit", "no signature"],
)  # fmt: skip
def test_a_service_without_proof_is_refused(relation: str, shown: str, signature: str) -> None:
    with pytest.raises((InvalidInput, Refused)):
        rules.check_receiver(relation, shown, KNOWN, signature)


@pytest.mark.parametrize(("name", "shown"), [("林海生", "林**"), ("欧阳某某某", "欧**"), ("王", "王"), ("", "")])
def test_of_a_rater_only_the_first_character_is_kept(name: str, shown: str) -> None:
    assert masked_name(name) == shown


def test_the_levels_of_a_rating_and_the_outcomes_of_a_visit_are_those_of_the_city() -> None:
    assert LEVELS == {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
    assert [LEVELS[level] for level in LEVELS if level <= UNHAPPY] == ["不满意", "非常不满意"]
    assert OUTCOMES == {"solved": "已解决", "explained": "已说明", "unreachable": "未联系上"}
    assert (SHORTEST, LONGEST) == (4, 500)


def test_every_way_has_its_name_on_the_proof_and_what_is_under_way_is_open() -> None:
    assert rules.WAYS == {"window": "窗口领取", "post": "邮寄送达", "electronic": "电子送达"}
    assert rules.ON_PAPER == {"window": "直接送达", "post": "邮寄送达", "electronic": "电子送达"}
    assert rules.NEEDS_PERSON == set(rules.STEPS["delivery.repeated"][0]) == {"returned", "failed"}
    assert set(rules.STEPS["delivery.failed"][0]) == rules.OPEN
    reached = {state for allowed, then in rules.STEPS.values() for state in (*allowed, then) if state}
    assert set(rules.STATE_NAMES) == reached


@pytest.mark.parametrize(
    ("deed", "state", "then"),
    [
        ("changed", "planned", "planned"), ("sent", "planned", "sent"), ("ordered", "sent", "underway"),
        ("handed_over", "planned", "delivered"), ("proved", "sent", "delivered"), ("proved", "underway", "delivered"),
        ("returned", "underway", "returned"), ("failed", "planned", "failed"), ("failed", "underway", "failed"),
        ("cancelled", "planned", "cancelled"), ("repeated", "returned", "returned"), ("repeated", "failed", "failed"),
    ],
)  # fmt: skip
def test_each_step_leads_where_the_way_of_a_document_goes(deed: str, state: str, then: str) -> None:
    assert rules.after(f"delivery.{deed}", state) == then


@pytest.mark.parametrize(
    ("code", "name"), [("paper", "纸质签名"), ("pad", "签名板"), ("seal", "盖章"), ("refused", "拒签")]
)
def test_a_signature_is_on_paper_on_the_pad_a_seal_or_refused(code: str, name: str) -> None:
    assert rules.SIGNATURES[code] == name
    assert rules.check_receiver("本人", "350203199003070014", KNOWN, code) == "350203199003070014"


def test_another_persons_number_is_refused_of_the_addressee_and_taken_of_who_receives_for_them() -> None:
    with pytest.raises(Refused, match="不一致"):
        rules.check_receiver("本人", "350203198801017117", KNOWN, "paper")
    assert rules.check_receiver("亲属", "350203198801017117", KNOWN, "paper") == "350203198801017117"
