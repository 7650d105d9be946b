"""Two names that a person should look at always meet under a key, in either role; hostile ones cost little."""

import json
from pathlib import Path

import content.matching
from rules.identifiers import id_check
from rules.names.keys import asked, asked_cores, cores, keys
from rules.names.likeness import likeness
from tests.support.rows import OPERATOR_ID
from usecases.rescreening_match import Candidate, Matcher, Party, fits, forms

PAIRS = Path(content.matching.__file__).parent / "pairs.jsonl"
OTHER_ID = "35020319850101123" + id_check("35020319850101123")


def entry(name: str, number: str = "") -> Candidate:
    return Candidate(1, "名单", name, number, "", "", None, None, "")


def test_every_labelled_pair_that_is_alike_meets_whoever_stands_in_the_list() -> None:
    pairs = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()][::3]
    alike = [(p["one"], p["other"]) for p in pairs if likeness(p["one"], p["other"]).same]

    missed = [(a, b) for one, other in alike for a, b in ((one, other), (other, one)) if not met(a, b)]

    assert missed == []
    assert len(alike) > 600


def met(party: str, listed: str) -> bool:
    matcher = Matcher()
    matcher.add(entry(listed))
    return bool(matcher.matches([Party("holder", party, ())]))


def test_a_name_in_letters_meets_the_characters_where_the_given_name_stands_in_front() -> None:
    for one, other in (("CHAOCHENGXIE", "谢超成"), ("Yanyanyao", "姚燕岩"), ("yilaiyou", "友亿来粮油店")):
        assert met(one, other)
        assert met(other, one)


def test_strangers_seldom_meet() -> None:
    pairs = [("林海生", "王小明"), ("陈一", "陈秋月"), ("鹭岛便利店", "海天便利店"), ("张伟", "李娜")]

    assert [pair for pair in pairs if not set(asked(pair[0])).isdisjoint(keys(pair[1]))] == []


def test_a_name_of_any_length_and_sign_has_few_keys() -> None:
    for name in ("", "·", "店", "𠮷野家", "鹭" * 10_000, "\u202e\u200b", "a" * 10_000, "林\ue000生"):
        own, alike = asked_cores(name)
        assert len([*asked(name), *own, *alike]) < 500
        assert len([*keys(name), *cores(name)]) < 100


def test_two_right_id_numbers_that_differ_are_two_persons_but_a_shop_is_asked_by_its_name() -> None:
    holder, shop = (Party(role, "林海生", forms([OPERATOR_ID])) for role in ("holder", "shop"))

    assert fits(holder, entry("林海生", OTHER_ID)) is None
    assert fits(shop, entry("林海生", OTHER_ID)) is not None
    assert fits(holder, entry("林海生", OTHER_ID[:-2] + "99")) is not None  # a number that no person has says nothing
    assert fits(Party("holder", "林海生", ()), entry("林海生", OTHER_ID)) is not None


def test_a_number_is_known_however_it_was_typed() -> None:
    typed = Party("holder", "", forms([OPERATOR_ID.replace("0", "O")]))

    found = fits(typed, entry("别人", OPERATOR_ID))

    assert found is not None
    assert found.same_number
