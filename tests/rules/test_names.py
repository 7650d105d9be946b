"""Names: one form for matching, pinyin, index pieces, likeness with reasons, and tables that are what was built."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.pinyin import build
from rules.names import gram_match, gram_text, grams, initials, normal_name, pinyin, query_grams, syllables
from rules.names import table as characters
from rules.names.cores import core_name
from rules.names.likeness import likeness
from rules.names.lookalikes import COMPONENTS, ROWS, partners
from rules.names.shapes import SHAPES

HAN = st.text(alphabet="王李张陈厦门鹭岛海峡便利店超市商行伟维未末阿龢", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("王 伟", "王伟"),
        ("王\u200b伟\u3000", "王伟"),
        ("王偉", "王伟"),
        ("鷺島便利店", "鹭岛便利店"),
        ("阿依古丽·买买提", "阿依古丽买买提"),
        ("厦门(鹭岛)便利店", "厦门鹭岛便利店"),
        ("ＡＢＣ便利店", "abc便利店"),
        ("７－１１便利店", "711便利店"),
        ("", ""),
    ],
)
def test_the_normal_form_forgets_width_script_blanks_and_marks(written: str, normal: str) -> None:
    assert normal_name(written) == normal


@given(st.text(max_size=20))
def test_the_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    normal = normal_name(text)

    assert normal_name(normal) == normal


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("厦门市思明区鹭岛便利店", "鹭岛"),
        ("湖里区海峡商行", "海峡"),
        ("福建省厦门市鹭江食品有限公司", "鹭江"),
        ("鹭岛烟酒便利店", "鹭岛"),
        ("王伟", "王伟"),
        ("王小店", "王小店"),
        ("便利店", "便利店"),
        ("厦门", "厦门"),
        ("厦门便利店", "厦门"),
        ("同安", "同安"),
        ("李商行", "李商行"),
    ],
)
def test_the_core_has_no_place_and_no_trade_but_keeps_short_names(name: str, core: str) -> None:
    assert core_name(name) == core


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("鹭岛便利店", "ldbld"),
        ("厦门", "xm"),
        ("吕行", "lh"),
        ("7-11便利店", "711bld"),
        ("王 偉", "ww"),
        ("ABC超市", "abccs"),
        ("!?", ""),
        ("𠀀", "h"),
    ],
)
def test_initials_are_the_first_letters_of_the_first_readings(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_pinyin_is_without_tone_and_u_umlaut_is_v() -> None:
    assert syllables("吕伟绿") == ["lv", "wei", "lv"]
    assert pinyin("鹭岛便利店") == "ludaobianlidian"


@pytest.mark.parametrize(
    ("query", "name", "least", "why"),
    [
        ("王伟", "王伟", 1.0, "完全一致"),
        ("王　伟", "王伟", 0.99, "全角半角"),
        ("王偉", "王伟", 0.98, "繁体"),
        ("厦门市湖里区鹭岛超市", "鹭岛便利店", 0.95, "字号一致"),
        ("wang wei", "王伟", 0.9, "拼音一致"),
        ("王维", "王伟", 0.85, "同音字：维/伟"),
        ("陈大末", "陈大未", 0.9, "形近字：末/未"),
        ("张三丰", "张丰三", 0.85, "颠倒"),
        ("鹭岛海洋贸易", "鹭岛洋贸易", 0.85, "多一字：海"),
        ("鹭岛洋贸易", "鹭岛海洋贸易", 0.85, "少一字：海"),
        ("林金华", "林今华", 0.9, "同音字"),
        ("陈增", "陈真", 0.8, "近音字"),
        ("鹭岛烟洒店", "鹭岛烟酒店", 0.85, "形近字：洒/酒"),
        ("鹭岛烟酒店", "厦门鹭岛烟洒店", 0.85, "形近字：洒/酒"),
    ],
)  # fmt: skip
def test_a_slip_is_found_and_named(query: str, name: str, least: float, why: str) -> None:
    found = likeness(query, name)

    assert found.score >= least
    assert found.same
    assert any(why in reason for reason in found.why)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("王伟", "李明"),
        ("王伟", "王芳"),
        ("王伟", "伟王"),
        ("张小明", "张明"),
        ("张伟民", "张伟强"),
        ("鹭岛便利店", "鹭江便利店"),
        ("海峡超市", "中山超市"),
        ("ww", "王伟"),
        ("(", "王伟"),
        ("", "王伟"),
    ],
)
def test_a_stranger_stays_below_the_threshold(query: str, name: str) -> None:
    assert not likeness(query, name).same


@given(HAN, HAN)
def test_likeness_lies_between_0_and_1_and_does_not_depend_on_the_order(one: str, other: str) -> None:
    found, reverse = likeness(one, other), likeness(other, one)

    assert 0 <= found.score <= 1
    assert found.score == pytest.approx(reverse.score)


@given(HAN)
def test_a_name_is_wholly_like_itself(name: str) -> None:
    assert likeness(name, name).score == 1


def test_grams_are_single_characters_and_pairs_without_marks() -> None:
    assert grams("鹭岛(A)店") == ["鹭", "岛", "a", "店", "鹭岛", "岛a", "a店"]
    assert gram_text("鹭岛") == "鹭 岛 鹭岛"


@pytest.mark.parametrize(
    ("query", "wanted"), [("鹭", '"鹭"'), ("鹭岛店", '"鹭岛" AND "岛店"'), ('"', ""), ("鹭 島", '"鹭岛"'), ("", "")]
)
def test_a_query_asks_for_its_pairs(query: str, wanted: str) -> None:
    assert gram_match(query) == wanted


@given(HAN, st.data())
def test_every_part_of_a_name_finds_the_name(name: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(name) - 1))
    last = data.draw(st.integers(first + 1, len(name)))

    assert set(query_grams(name[first:last])) <= set(grams(name))


def test_the_tables_are_what_the_build_script_makes() -> None:
    kept = Path(characters.__file__ or "").read_text(encoding="utf-8")

    assert build.render() == kept
    assert len(kept.encode()) < 500_000


def test_every_character_has_one_first_reading_and_one_simplified_form() -> None:
    read = "".join(characters.SYLLABLES.values())

    assert len(read) == len(set(read)) > 40_000
    assert len(characters.TRADITIONAL) == len(set(characters.TRADITIONAL)) == len(characters.SIMPLIFIED)
    assert "opencc" not in sys.modules or build.simplified()[0] == characters.TRADITIONAL


def test_look_alikes_look_alike_both_ways_and_differ() -> None:
    known = {char: partners(char) for char in (ROWS + COMPONENTS + SHAPES) if not char.isspace()}

    assert all(char in known[other] for char, others in known.items() for other in others)
    assert all(others and char not in others for char, others in known.items())
