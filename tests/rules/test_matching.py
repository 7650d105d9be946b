"""The labelled pairs: what they are, the figures that matching reaches on them, names that are replaced."""

import json
import random
from collections import Counter

import pytest

from content import read_text
from content.matching import making
from content.matching.build import half
from content.matching.kinds import makers
from rules.names.disguise import disguised
from rules.names.evaluation import KINDS, Evaluation, KindFigures, LabelledPair, evaluate, read_pairs
from rules.names.families import SINGLE, is_person
from rules.names.likeness import likeness

PAIRS = tuple(read_pairs(read_text("matching/pairs.jsonl").splitlines()))
HELD = tuple(pair for pair in PAIRS if pair.half == "held")
MADE_QUICKLY = ("exact", "homophone", "look_alike", "swap", "suffix", "minority", "operator")


def test_the_set_is_large_balanced_and_of_every_kind() -> None:
    by_label = Counter(pair.same for pair in PAIRS)
    kinds = Counter(pair.kind for pair in PAIRS)

    assert len(PAIRS) >= 3_000
    assert 0.8 < by_label[True] / by_label[False] < 1.25
    assert min(kinds.values()) >= 80
    assert set(kinds) == set(KINDS) - {"decided"}


def test_matching_reaches_its_goals_on_the_half_that_nothing_was_tuned_on() -> None:
    found = evaluate(HELD)

    assert found.recall >= 0.98
    assert found.precision >= 0.95
    assert [one for one in found.kinds if one.same and one.share < 0.95] == []


@pytest.mark.parametrize("kind", MADE_QUICKLY)
def test_the_set_is_what_its_seed_makes(kind: str) -> None:
    from content.matching.build import SEED

    making._turns.cache_clear()
    make, rng = {name: each for name, _, each in makers()}[kind], random.Random(f"{SEED}{kind}")
    one, other, key = make(rng)

    assert LabelledPair(kind, True, half(key), one, other) == next(pair for pair in PAIRS if pair.kind == kind)


def test_figures_are_counted_by_kind_and_the_worst_miss_stands_first() -> None:
    pairs = [
        LabelledPair("swap", True, "held", "张三丰", "张丰三"),
        LabelledPair("swap", True, "held", "张三丰", "李四"),
        LabelledPair("half", False, "held", "鹭岛", "鹭岛"),
        LabelledPair("half", False, "held", "鹭岛", "海峡"),
    ]

    found = evaluate(pairs)

    assert [(one.kind, one.count, one.taken, one.share) for one in found.kinds] == [
        ("swap", 2, 1, 0.5),
        ("half", 2, 1, 0.5),
    ]
    assert [one.same for one in evaluate([*pairs[2:], pairs[0]]).kinds] == [True, False]
    assert (found.recall, found.precision) == (0.5, 0.5)
    assert [miss.pair.other for miss in found.misses] == ["李四", "鹭岛"]
    assert evaluate(pairs[::-1]) == found
    assert evaluate(pairs[3:]).precision == 1.0


@pytest.mark.parametrize(
    "line",
    [
        "{",
        '{"kind": "x"}',
        '{"kind": "x", "same": 1, "half": "held", "one": "a", "other": "b"}',
        '{"kind": "x", "same": true, "half": "third", "one": "a", "other": "b"}',
        '{"kind": "x", "same": true, "half": "held", "one": "", "other": "b"}',
        '{"kind": "x", "same": true, "half": "held", "one": "a", "other": ""}',
        '{"kind": "", "same": true, "half": "held", "one": "a", "other": "b"}',
        '{"kind": 7, "same": true, "half": "held", "one": "a", "other": "b"}',
        "[]",
    ],
)
def test_a_wrong_line_of_a_set_is_named(line: str) -> None:
    good = '{"kind": "x", "same": true, "half": "held", "one": "a", "other": "b"}'

    with pytest.raises(ValueError, match="第3行"):
        list(read_pairs([good, "", line]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("林海生", "林海升"),
        ("王小明", "王晓明"),
        ("厦门市思明区鹭岛便利店", "鹭岛商行"),
        ("張三丰", "张丰三"),
        ("John Smith", "Jon Smith"),
        ("阿依古丽·买买提", "阿依古丽·麦麦提"),
    ],
)
def test_replaced_names_keep_their_slip_and_lose_the_person(one: str, other: str) -> None:
    draw = random.Random(7).randrange

    first, second = disguised(one, other, draw)

    assert first != one
    assert second != other
    assert likeness(first, second).same == likeness(one, other).same
    assert likeness(first, second).score == pytest.approx(likeness(one, other).score, abs=0.06)


def test_a_pair_is_written_in_the_form_that_is_read() -> None:
    pair = LabelledPair("decided", False, "held", "王明", "王朋", "decided")

    assert list(read_pairs([json.dumps(pair.as_json())])) == [pair]


def test_shares_are_rounded_to_four_places_and_nothing_found_is_no_false_alarm() -> None:
    kinds = (KindFigures("homophone", True, 3, 2), KindFigures("siblings", False, 7, 1))
    found = Evaluation(0.8, kinds, ())

    assert [one.share for one in kinds] == [0.6667, 0.1429]
    assert (found.recall, found.precision) == (0.6667, 0.6667)
    assert Evaluation(0.8, (KindFigures("homophone", True, 7, 3), kinds[1]), ()).recall == 0.4286
    assert Evaluation(0.8, (KindFigures("homophone", True, 1, 1),), ()).recall == 1
    assert (Evaluation(0.8, (), ()).recall, Evaluation(0.8, (), ()).precision) == (0, 1)
    assert Evaluation(0.8, (KindFigures("a", True, 9, 5), KindFigures("b", False, 9, 2)), ()).precision == 0.7143


def test_names_that_share_nothing_lose_every_character_of_their_own() -> None:
    one, other = disguised("林海生", "陈国强", lambda _n: 0)

    assert not set(one + other) & set("林海生陈国强")
    assert len({*one, *other}) == 6
    assert one[0] in SINGLE
    assert other[0] in SINGLE


@pytest.mark.parametrize("drawn", range(9))
def test_a_figure_becomes_another_and_a_letter_a_letter(drawn: int) -> None:
    one, other = disguised("0189AB", "0189AB", lambda _n: drawn)

    assert one == other
    assert all(a.isdecimal() and a != b for a, b in zip(one[:4], "0189", strict=True))
    assert one[4:].isalpha()
    assert one.isascii()


def test_a_family_is_replaced_by_a_family_and_a_given_name_by_a_given_name() -> None:
    one, other = disguised("林海生", "林海声", lambda _n: 0)

    assert (one[0], one[:2], one[2], other[2]) == (other[0], other[:2], "生", "声")
    assert one[0] in SINGLE
    assert one[1] == "伟"
    assert disguised("海林生", "海林声", lambda _n: 0) == ("芳伟生", "芳伟声")  # 林 is no family there


@pytest.mark.parametrize("shop", ["鹭岛便利店（经营者：林海生）", "鹭岛便利店经营者林海生"])
def test_the_operator_that_a_shop_holds_is_replaced_with_it(shop: str) -> None:
    one, other = disguised(shop, "林海生", random.Random(7).randrange)

    assert not set("鹭岛林海生") & set(one + other)
    assert one[2:5] == "便利店"
    assert other in one
    assert other[0] in SINGLE
    assert likeness(one, other).same


def test_two_operators_of_one_shop_are_both_replaced() -> None:
    one, other = disguised("鹭岛便利店（经营者：林海生）", "鹭岛超市经营者王大明", random.Random(7).randrange)

    assert not set("鹭岛林海生王大明") & set(one + other)
    assert one[:2] == other[:2]
    assert one[-4] in SINGLE
    assert other[-3] in SINGLE


def test_place_and_trade_stay_and_marks_too() -> None:
    one, other = disguised("厦门鹭门商行", "鹭门超市", lambda _n: 0)

    assert (one[:2], one[4:], other[2:]) == ("厦门", "商行", "超市")
    assert one[2:4] == other[:2]
    assert not set("鹭门") & set(other)
    assert disguised("王★7·A", "李", lambda n: n - 1)[0][1::2] == "★·"


def test_who_begins_only_one_of_two_names_is_a_family() -> None:
    for one, other in (("林海生", "海林生"), ("海林生", "林海生")):
        first, second = disguised(one, other, lambda _n: 0)

        assert first[one.index("林")] == second[other.index("林")]
        assert first[one.index("林")] in SINGLE


def test_a_number_is_drawn_below_the_count_of_what_there_is() -> None:
    drawn: list[int] = []

    def last(count: int) -> int:
        drawn.append(count)
        return count - 1

    assert disguised("5A", "5A", last) == ("4z", "4z")
    assert drawn == [9, 24]


@pytest.mark.parametrize(
    ("name", "person"),
    [("王", False), ("王伟", True), ("王大伟", True), ("王大伟强", False), ("欧阳伟", True), ("欧阳大伟", True),
     ("欧阳大伟强", False), ("鹭王伟", False), ("欧阳", True), ("", False)],
)  # fmt: skip
def test_a_person_has_a_family_and_one_or_two_characters(name: str, *, person: bool) -> None:
    assert is_person(name) is person
