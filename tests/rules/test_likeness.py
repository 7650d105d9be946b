"""Likeness: parts that add up, what never scores alone, short names, and properties that hold for any text."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.names import normal_name
from rules.names.cores import aliases, core_name, is_distinctive
from rules.names.keys import MARK, asked, keys, shapes, word
from rules.names.likeness import THRESHOLD, likeness, readings
from rules.names.pinyin import heard
from rules.names.transcriptions import interchangeable

COLLECTION = Path(__file__).parents[1] / "data" / "hostile.jsonl"
ANY = st.text(max_size=12)
HAN = st.text(alphabet="王李张陈厦门鹭岛海峡便利店超市商行伟维未末阿龢买麦·(（)）168ab经营者", max_size=10)
HOSTILE = (
    "王\u202e明",
    "\u200b\u200c\u200d",
    "王\x1b]52;c;AA\x07明",
    "\U00020bb7野家",
    "\U0003106f\U0003106f",
    "\ue000\ue001\uf8ff",
    "\ud800王",
    "e" + "\u0301" * 300,
    "ﷺ" * 40,
    "\ufdfa",
    "(((((",
    "经营者",
    "（经营者：）",
    "店" * 50,
    "省市区县",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "İıſß",
    "٣٤٥",
    "a" * 10_000,
    "王" * 10_000,
    "伟王" * 5_000,
    "（" * 10_000,
)


@pytest.mark.parametrize(
    ("one", "other", "parts"),
    [
        ("王伟", "王伟", []),
        ("王维", "王伟", ["同音字：维/伟"]),
        ("陳維", "陈伟", ["繁体简体不同", "同音字：维/伟"]),
        ("张三丰", "张丰三", ["相邻两字颠倒：三丰"]),
        ("小明王", "王小明", ["姓与名、前后两段的次序颠倒"]),
        ("鹭岛便利店", "鹭岛超市", ["字号一致，地名、行业后缀或者分店不同"]),
        ("厦门市鹭江湾商行", "路江湾便利店", ["地名或者行业后缀不同", "同音字：鹭/路"]),
        ("鹭岛烟洒店", "鹭岛烟酒店", ["行业后缀里的形近字：洒/酒"]),
        ("林海生", "鹭岛便利店（经营者：林海生）", ["按名称中的字号或者经营者比对"]),
        ("米热古丽", "米日古丽", ["音译用字不同：热/日"]),
        ("Smith, John A", "John A Smith", ["姓与名、前后两段的次序颠倒"]),
        ("wangwei", "王伟", ["拼音一致"]),
        ("zangwei", "张伟", ["拼音相近"]),
        ("鹭岛一六八商行", "鹭岛168商行", ["数字写法不同：一/1", "数字写法不同：六/6", "数字写法不同：八/8"]),
    ],
)
def test_a_score_is_one_less_what_every_named_part_takes(one: str, other: str, parts: list[str]) -> None:
    found = likeness(one, other)

    assert [part.words for part in found.parts] == parts
    assert found.score == pytest.approx(1 - sum(part.less for part in found.parts), abs=1e-4)
    assert found.same


def test_a_reason_says_how_much_it_takes() -> None:
    assert likeness("王维", "王伟").why == ("同音字：维/伟（减0.12）",)
    assert likeness("王伟", "王伟").why == ("完全一致",)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("厦门市思明区便利店", "厦门市思明区超市"),
        ("便利店", "鹭岛便利店"),
        ("厦门商店", "厦门超市"),
        ("思明区", "思明区鹭岛商行"),
        ("集美烟酒商行", "集美便利店"),
    ],
)
def test_a_place_or_a_trade_alone_scores_nothing(one: str, other: str) -> None:
    assert likeness(one, other).score == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("王伟", "伟王"),
        ("王伟", "王芳"),
        ("王伟", "王小伟"),
        ("李丽", "黎莉"),
        ("鹭岛商行", "鹭江商行"),
        ("W", "Wang Wei"),
    ],
)
def test_short_names_fail_closed(one: str, other: str) -> None:
    assert likeness(one, other).score < THRESHOLD


@given(ANY | HAN, ANY | HAN)
@settings(max_examples=80)
def test_the_order_of_two_names_makes_no_difference_to_the_score(one: str, other: str) -> None:
    found, turned = likeness(one, other), likeness(other, one)

    assert 0 <= found.score <= 1
    assert found.score == pytest.approx(turned.score)


@given(ANY | HAN)
@settings(max_examples=80)
def test_normal_form_and_core_of_themselves_are_themselves(text: str) -> None:
    normal = normal_name(text)

    assert normal_name(normal) == normal
    assert core_name(core_name(text)) == core_name(text) or not is_distinctive(core_name(text))


@given(st.text(alphabet="鹭岛海云江湾辰光恒裕", min_size=3, max_size=8), st.data())
@settings(max_examples=60)
def test_a_second_slip_never_makes_two_names_more_alike(core: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(core) - 1))
    second = data.draw(st.integers(0, len(core) - 1).filter(lambda at: at != first))
    once = core[:first] + "蠡" + core[first + 1 :]
    twice = once[:second] + "黛" + once[second + 1 :]

    assert likeness(core, twice).score <= likeness(core, once).score <= likeness(core, core).score


@given(HAN)
@settings(max_examples=80)
def test_a_name_shares_its_keys_with_itself_written_otherwise(name: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) if "a" <= char <= "z" or char.isdecimal() else char for char in name)

    assert set(keys(name)) == set(keys(wide)) or not normal_name(name)
    assert set(asked(name)) & set(keys(wide)) or len(core_name(name)) not in range(2, 9)
    assert all(word(key).startswith(MARK) for key in keys(name))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_are_compared_and_indexed_in_bounded_time(text: str) -> None:
    assert likeness(text, text).score == 1
    assert 0 <= likeness(text[:200], "王明").score <= 1
    assert max(len(keys(text)), len(asked(text))) < 200
    assert len(shapes(text)) <= 400
    assert all(aliases(text))


def test_every_text_of_the_hostile_collection_is_compared_and_indexed() -> None:
    for line in COLLECTION.read_text(encoding="utf-8").splitlines():
        text = str(json.loads(line).get("text", ""))[:200]
        assert 0 <= likeness(text, "王明").score <= 1
        assert len(keys(text)) < 200


STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯"  # a core of 14 without a place or a trade


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("甲乙丙丁戊", "甲乙丁戊"), ("甲乙丁戊", "甲乙丙丁戊"), ("甲乙丙丁", "甲丙丁"), ("甲乙丙", "甲乙丙丁"),
        ("甲乙丙丁戊", "甲乙鹅丁戊"), (STEMS, STEMS[:12] + "鹅卯"), (STEMS, "鹅" + STEMS[1:]),
        ("Lin Haisheng", "Lin Haishng"), ("Haisheng Lin", "Lin Haisheng"),
    ],
)  # fmt: skip
def test_one_slip_leaves_a_key_in_common(kept: str, typed: str) -> None:
    assert set(keys(kept)) & set(asked(typed))


def test_two_halves_that_are_both_wrong_have_no_key_in_common() -> None:
    assert not set(keys(STEMS)) & set(asked("鹅" + STEMS[1:13] + "鹅"))


def test_a_short_core_is_seen_with_one_look_alike_in_its_place() -> None:
    for core in ("林海生", "末央"):
        found = shapes(core)

        assert found
        assert {(len(one), sum(a != b for a, b in zip(one, core, strict=True))) for one in found} == {(len(core), 1)}
    assert shapes("林海生末") == []


@pytest.mark.parametrize(("written", "normal"), [("José", "jose"), ("가나", "가나"), ("Ångström", "angstrom")])
def test_only_a_latin_letter_loses_its_accent(written: str, normal: str) -> None:
    assert normal_name(written) == normal


@pytest.mark.parametrize(("written", "core"), [("鹭岛海店", "鹭岛海"), ("鹭岛海铺", "鹭岛海"), ("鹭岛店", "鹭岛店")])
def test_a_short_trade_is_left_out_where_three_characters_stay(written: str, core: str) -> None:
    assert core_name(written) == core


@pytest.mark.parametrize(
    ("sound", "careless"),
    [("ni", "li"), ("n", "n"), ("ang", "an"), ("zhang", "zan"), ("hui", "fei"), ("shi", "si"), ("rou", "lou")],
)
def test_a_careless_ear_hears_fewer_sounds(sound: str, careless: str) -> None:
    assert heard(sound) == careless


def test_characters_of_one_foreign_sound_stand_for_one_another_both_ways() -> None:
    assert interchangeable("买", "麦")
    assert interchangeable("麦", "买")
    assert not interchangeable("买", "阿")
    assert not interchangeable("鹭", "买")


def test_words_in_another_order_are_as_like_both_ways_round() -> None:
    ways = [likeness("haisheng lin", "lin haisheng"), likeness("lin haisheng", "haisheng lin")]

    assert [way.same for way in ways] == [True, True]
    assert ways[0].score == ways[1].score


def test_of_a_very_long_name_forty_characters_are_read() -> None:
    assert readings("甲" * 41)[-1] == "jia" * 40


def test_letters_that_are_too_long_to_compare_are_the_same_or_not() -> None:
    assert likeness("a" * 61, "a" * 60 + "b").score == 0
    assert likeness("a" * 61, "a" * 60 + "b").why == ("拼写不同",)
