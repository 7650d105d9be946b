"""Keys of names: every key of one name of each kind, where the kinds end, and that no right name is missed."""

from hashlib import blake2b

import pytest

from rules.names.keys import MARK, asked, asked_cores, cores, keys, shapes, word
from rules.names.likeness import likeness

STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯"  # a core of 14 without a place or a trade, each with one reading
SOUNDS = ["jia", "yi", "bin", "din", "wu", "ji", "gen", "xin", "len", "gui", "zi", "cou", "yin", "mao"]  # as heard
FOUR = ["bin din yi", "bin din jia", "din jia yi", "bin jia yi"]  # 甲乙丙丁 without one


def of_kind(kind: str, found: list[str]) -> list[str]:
    return [each for each in found if each.startswith(kind)]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("王伟", ["c王 wei", "c伟 wan", "lwalwei"]),
        ("乐海", ["c乐 hai", "c海 le", "c海 luo", "c海 yue", "llehai"]),
        ("林海生", ["c林 hai sen", "c海 lin sen", "c生 hai lin", "f3 hai lin sen", "llilhaisel"]),
        ("甲乙丙丁", ["f4 bin din jia yi", *(f"d4 {less}" for less in FOUR), "ljiayibildil", "ksybd"]),
        ("甲乙丙丁商行", ["f4 bin din jia yi", *(f"d4 {less}" for less in FOUR), "ljiayibildil"]),
        ("欧阳海生", ["f4 hai ou sen yan", "d4 hai sen yan", "d4 hai ou sen", "d4 ou sen yan", "d4 hai ou yan",
                 "lovyalhaisel"]),
        ("Lin Haisheng", ["llilhaisel", "lhaisellil", "mhaishenglin", "maishenglin", "mhishenglin", "mhashenglin",
                          "mhaihenglin", "mhaisenglin", "mhaishnglin", "mhaisheglin", "mhaishenlin", "mhaishengin",
                          "mhaishengln", "mhaishengli"]),
        ("Smith, John A", ["lsmithjohla", "ljohlasmith", "lasmithjohl", "lajohlsmith", "majohnsmith", "mjohnsmith",
                           "maohnsmith", "majhnsmith", "majonsmith", "majohsmith", "majohnmith", "majohnsith",
                           "majohnsmth", "majohnsmih", "majohnsmit"]),
        ("a b c d e", ["labcde", "lbcdea", "lcdeab", "ldeabc"]),
        ("e b c d a", ["lebcda", "lbcdae", "lcdaeb", "ldaebc", "labcde"]),
    ],
)  # fmt: skip
def test_an_entry_stands_under_its_sounds_its_letters_and_its_consonants(name: str, kept: list[str]) -> None:
    assert sorted(keys(name)) == sorted(kept)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("王伟", ["c王 wei", "c伟 wan", "lwalwei"]),
        ("林海生", ["c林 hai sen", "c海 lin sen", "c生 hai lin", "d4 hai lin sen", "llilhaisel", "lhaisellil",
                "lsellilhai"]),
        ("甲乙丙丁", ["d5 bin din jia yi", *(f"{kind} {less}" for less in FOUR for kind in ("d4", "f3")),
                  "ljiayibildil", "ksybd"]),
        ("abcdef", ["labcdef", "lbcdefa", "lcdefab", "ldefabc", "lefabcd", "lfabcde", "mabcdef", "mbcdef", "macdef",
                    "mabdef", "mabcef", "mabcdf", "mabcde"]),
    ],
)  # fmt: skip
def test_a_query_asks_for_names_as_long_one_longer_and_one_shorter(name: str, wanted: list[str]) -> None:
    assert sorted(asked(name)) == sorted(wanted)


def test_above_twelve_characters_one_half_must_be_right() -> None:
    halves = [f"h{' '.join(sorted(SOUNDS[:6]))}", f"h{' '.join(sorted(SOUNDS[6:13]))}"]
    twelve = " ".join(sorted(SOUNDS[:12]))

    assert of_kind("h", keys(STEMS[:13])) == of_kind("h", asked(STEMS[:13])) == halves
    assert of_kind("d", keys(STEMS[:13])) == of_kind("f", keys(STEMS[:13])) == of_kind("d", asked(STEMS[:13])) == []
    assert of_kind("f", keys(STEMS[:12])) == [f"f12 {twelve}"]
    assert len(of_kind("d12", keys(STEMS[:12]))) == len(of_kind("f11", asked(STEMS[:12]))) == 12
    assert of_kind("d13", asked(STEMS[:12])) == [f"d13 {twelve}"]
    assert of_kind("h", keys(STEMS[:12])) == []


@pytest.mark.parametrize(
    ("name", "readings"),
    [
        ("海乐", 0), ("海天乐", 3), ("海曾单", 4), ("海乐曾", 4), ("曾单沈", 1), ("乐曾单", 1), ("海天云", 1),
    ],
)  # fmt: skip
def test_two_characters_with_other_readings_have_four_keys_at_most_three_the_usual_one(
    name: str, readings: int
) -> None:
    assert len(of_kind("f", keys(name))) == readings


def test_of_many_readings_the_usual_ones_count() -> None:
    assert of_kind("f", keys("解沈仇")) == ["f3 cou jie sen"]


@pytest.mark.parametrize(
    ("length", "less"), [(5, 0), (6, 6), (30, 30), (31, 0)], ids=["five", "six", "thirty", "thirty-one"]
)
def test_six_to_thirty_letters_may_lack_one(length: int, less: int) -> None:
    letters = ("abcdefgijklmo" * 3)[:length]  # no two neighbours alike

    assert len(of_kind("m", keys(letters))) == (less + 1 if less else 0)


@pytest.mark.parametrize(("length", "turned"), [(2, 2), (30, 30), (31, 1)], ids=["two", "thirty", "thirty-one"])
def test_letters_without_a_blank_may_begin_with_the_given_name(length: int, turned: int) -> None:
    letters = ("abcdefgijkmopqstvwxyz" * 2)[:length]

    assert len(of_kind("l", asked(letters))) == turned
    assert len(of_kind("l", keys(letters))) == 1


@pytest.mark.parametrize(("name", "turned"), [("王伟", []), ("甲乙丙丁", []), ("甲乙丙", ["lyibiljia", "lbiljiayi"])])
def test_the_letters_of_three_characters_may_begin_with_the_given_name(name: str, turned: list[str]) -> None:
    assert of_kind("l", asked(name))[1:] == turned


def test_of_very_many_letters_the_first_120_count() -> None:
    assert keys("a" * 121) == ["l" + "a" * 120] == keys("a" * 120)


@pytest.mark.parametrize("name", ["甲乙", "王大伟", "abcdefg", "甲乙丙商行", "厦门甲乙丙"])
def test_a_short_name_a_person_letters_a_place_and_a_trade_are_no_foreign_names(name: str) -> None:
    assert of_kind("k", keys(name)) == []
    assert of_kind("k", keys("甲乙丙")) == ["ksyb"]


def test_a_name_stands_under_the_names_that_it_holds() -> None:
    whole = "鹭岛便利店（经营者：林海生）"

    assert set(keys(whole)) == set(keys("鹭岛便利店")) | set(keys("林海生"))
    assert set(asked(whole)) == set(asked("鹭岛便利店")) | set(asked("林海生"))
    assert cores(whole) == ["鹭岛", "林海生"]
    assert cores("·") == []


def test_a_name_without_its_brackets_finds_the_name_with_them() -> None:
    entry, typed = "林海（江生）商行", "林海江生商行"

    assert likeness(typed, entry).same
    assert set(asked(typed)) & set(keys(entry))
    assert set(asked(entry)) & set(keys(typed))
    assert cores(entry) == ["林海江生", "林海", "江生"]


@pytest.mark.parametrize("name", ["买市买11", "鹭海江门厦商行", "鹭岛江海洒店"])
def test_what_may_be_a_slip_in_place_or_trade_is_asked_for_as_it_is_written_too(name: str) -> None:
    assert set(asked(name)) & set(keys(name))
    assert set(asked_cores(name)[0]) >= set(cores(name))


def test_a_trade_that_is_written_wrong_is_asked_for_as_it_should_be() -> None:
    assert set(asked("鹭岛烟洒店")) & set(keys("鹭岛烟酒店"))
    assert set(asked("鹭岛烟洒店（经营者：林海生）")) & set(keys("鹭岛烟酒店"))
    assert "未央" in asked_cores("末央")[1]
    assert asked_cores("鹭岛烟洒店")[0] == ["鹭岛烟洒", "鹭岛"]


def test_a_short_core_is_seen_with_each_look_alike_but_not_with_too_many() -> None:
    assert "王未" in shapes("王末")
    assert all(
        len(one) == 3 and sum(a != b for a, b in zip(one, "蕾擅撞", strict=True)) == 1 for one in shapes("蕾擅撞")
    )
    assert shapes("abc") == shapes("末未己已") == []
    assert len(shapes("蕾蕾蕾")) == 400  # of 405


def test_the_index_holds_a_key_as_a_short_word_that_is_no_piece_of_a_name() -> None:
    assert word("c王 wei") == MARK + blake2b("c王 wei".encode(), digest_size=6).hexdigest()
    assert len(word("\ud800")) == 13
