"""The labelled pairs: what they are, the figures that matching reaches on them, names that are replaced."""

import json
import random
from collections import Counter

import pytest

from content import read_text
from content.matching import making
from content.matching.build import half
from rules.names import likeness
from rules.names.disguise import disguised
from rules.names.evaluation import KINDS, LabelledPair, evaluate, read_pairs

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
    make, rng = {name: each for name, _, each in making.makers()}[kind], random.Random(f"{SEED}{kind}")
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
    assert (found.recall, found.precision) == (0.5, 0.5)
    assert [miss.pair.other for miss in found.misses] == ["李四", "鹭岛"]
    assert evaluate(pairs[3:]).precision == 1.0


@pytest.mark.parametrize(
    "line",
    [
        "{",
        '{"kind": "x"}',
        '{"kind": "x", "same": 1, "half": "held", "one": "a", "other": "b"}',
        '{"kind": "x", "same": true, "half": "third", "one": "a", "other": "b"}',
        '{"kind": "x", "same": true, "half": "held", "one": "", "other": "b"}',
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
