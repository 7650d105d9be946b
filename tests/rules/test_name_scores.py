"""What each difference takes from a score, one by one: writing, place and trade, sounds, letters, slips."""

import pytest

from rules.names import grams, initials, normal_name
from rules.names.cores import aliases, core_name, is_distinctive, trade_mended
from rules.names.evaluation import Evaluation, KindFigures, LabelledPair, Miss
from rules.names.families import is_person
from rules.names.forms import letter_words
from rules.names.likeness import THRESHOLD, Likeness, likeness, readings
from rules.names.lookalikes import COMPONENTS, ROWS, by_hand, look_alike, partners
from rules.names.pinyin import heard, heard_as, heard_letters, skeleton, sounds, syllable
from rules.names.shapes import SHAPES
from rules.names.slips import FOREIGN_NAME, LONG_NAME, SHORT_NAME, apart, cheapest, replaced, within
from rules.names.transcriptions import GROUPS, interchangeable

WIDTH, MARKS, SCRIPT = "全角半角、空白或不可见字符不同", "标点、间隔号或大小写不同", "繁体简体不同"
BY_ALIAS, SAME_CORE, OTHER_PLACE = (
    "按名称中的字号或者经营者比对",
    "字号一致，地名、行业后缀或者分店不同",
    "地名或者行业后缀不同",
)
TURNED, WORDS = "姓与名的次序颠倒", "词的次序不同"


@pytest.mark.parametrize(
    ("one", "other", "score", "parts"),
    [
        ("王 伟", "王伟", 0.99, [WIDTH]),
        ("王 偉", "王偉", 0.99, [WIDTH]),
        ("阿依·买买提", "阿依买买提", 0.98, [MARKS]),
        ("王偉", "王伟", 0.98, [SCRIPT]),
        ("王伟", "王偉", 0.98, [SCRIPT]),
        ("王·偉", "王伟", 0.98, [SCRIPT]),
        ("林今华", "林金華", 0.8967, [SCRIPT, "同音字：今/金"]),
        ("林今华", "林金华", 0.9167, ["同音字：今/金"]),
        ("鹭岛便利店", "鹭岛便利店（经营者：林海生）", 0.98, [BY_ALIAS]),
        ("鹭岛超市", "厦门鹭岛超市", 0.96, [SAME_CORE]),
        ("鹭岛超市", "鹭岛商行", 0.96, [SAME_CORE]),
        ("鹭海江超市", "鹭海云超市", 0.6667, ["不同字：江/云"]),
        ("鹭海江超市", "鹭海云商行", 0.6267, [OTHER_PLACE, "不同字：江/云"]),
        ("海江县海江商行", "海河县海河商行", 0.46, [OTHER_PLACE, "不同字：江/河"]),
        ("甲乙丙", "甲乙波", 0.9, ["音译用字不同：丙/波"]),
        ("甲乙丙", "甲乙夫", 0.6667, ["不同字：丙/夫"]),
        ("甲丙", "甲波", 0.5, ["不同字：丙/波"]),
        ("王乙丙", "王乙波", 0.6667, ["不同字：丙/波"]),
        ("甲乙丙商行", "甲乙波商行", 0.6667, ["不同字：丙/波"]),
        ("甲乙丙", "甲乙波商行", 0.6267, [OTHER_PLACE, "不同字：丙/波"]),
        ("·", "王伟", 0.0, ["没有可比的字"]),
        ("王伟", "·", 0.0, ["没有可比的字"]),
    ],
)  # fmt: skip
def test_every_difference_between_two_names_takes_its_part(
    one: str, other: str, score: float, parts: list[str]
) -> None:
    found = likeness(one, other)

    assert (found.score, [part.words for part in found.parts]) == (score, parts)


@pytest.mark.parametrize(
    ("typed", "name", "score", "parts"),
    [
        ("wangwei", "王伟", 0.9, ["拼音一致"]),
        ("Wang Wei", "王伟", 0.9, ["拼音一致"]),
        ("lyuwei", "吕伟", 0.9, ["拼音一致"]),
        ("nyuwei", "女伟", 0.9, ["拼音一致"]),
        ("ludaochaoshi", "鹭岛超市", 0.9, ["拼音一致"]),
        ("ludao", "鹭岛超市", 0.9, ["拼音一致"]),
        ("luodao", "乐岛", 0.9, ["拼音一致"]),
        ("haishenglin", "林海生", 0.85, ["拼音一致", TURNED]),
        ("shenglinhai", "林海生", 0.85, ["拼音一致", TURNED]),
        ("haishengouyang", "欧阳海生", 0.85, ["拼音一致", TURNED]),
        ("yanghaishengou", "欧阳海生", 0.85, ["拼音一致", TURNED]),
        ("shengouyanghai", "欧阳海生", 0.0, ["拼音不同"]),
        ("yibingdingwujia", "甲乙丙丁戊", 0.0, ["拼音不同"]),
        ("weiwang", "王伟", 0.0, ["拼音不同"]),
        ("zangwei", "张伟", 0.8, ["拼音相近"]),
        ("lhs", "林海生", 0.6, ["拼音首字母一致"]),
        ("ldcs", "鹭岛超市", 0.6, ["拼音首字母一致"]),
        ("l", "林", 0.0, ["除地名和行业用语外，没有可比的字"]),
        ("bianlidian", "便利店", 0.0, ["除地名和行业用语外，没有可比的字"]),
    ],
)
def test_letters_are_compared_with_the_readings_of_a_name(
    typed: str, name: str, score: float, parts: list[str]
) -> None:
    for found in (likeness(typed, name), likeness(name, typed)):
        assert (found.score, [part.words for part in found.parts]) == (score, parts)


@pytest.mark.parametrize(
    ("one", "other", "score", "parts"),
    [
        ("linhaishengg", "linhaisheng", 0.9375, ["多一字：g"]),
        ("linhaisheng", "linhaishengg", 0.9375, ["少一字：g"]),
        ("Haisheng Linn", "Lin Haisheng", 0.8875, ["多一字：n", WORDS]),
        ("Lin Haisheng", "Haisheng Linn", 0.8875, ["少一字：n", WORDS]),
        ("Haisheng Lin", "Lin Haishengg", 0.8875, ["少一字：g", WORDS]),
        ("John Adam Smith", "Adam John Smith", 0.95, [WORDS]),
        ("Adam John Smith", "John Adam Smith", 0.95, [WORDS]),
        ("a" * 60, "a" * 59 + "b", 0.9833, ["不同字：a/b"]),
        ("a" * 61, "a" * 60, 0.0, ["拼写不同"]),
        ("a" * 60, "a" * 61, 0.0, ["拼写不同"]),
        (f"{'x' * 40} {'a' * 30}", f"{'a' * 30} {'x' * 40}", 0.95, [WORDS]),
    ],
    ids=range(11),
)
def test_letters_are_compared_with_letters_in_the_order_of_the_words_or_sorted(
    one: str, other: str, score: float, parts: list[str]
) -> None:
    found = likeness(one, other)

    assert (found.score, [part.words for part in found.parts]) == (score, parts)


def test_the_threshold_itself_is_enough() -> None:
    assert THRESHOLD == 0.8
    assert Likeness(0.8, ()).same
    assert not Likeness(0.7999, ()).same


def test_of_many_readings_eight_are_tried_the_usual_one_first() -> None:
    assert len(readings("乐乐乐")) == 8
    assert readings("乐乐乐")[0] == "lelele"
    assert readings("沈7") == ("shen7", "shenqi", "chenqi")


@pytest.mark.parametrize(
    ("one", "other", "foreign", "slips"),
    [
        ("甲乙丙丁", "甲乙丙丁", False, []),
        ("甲乙丙丁", "乙甲丙丁", False, [("相邻两字颠倒：甲乙", 0.45)]),
        ("海维伟江", "海伟维江", False, [("相邻两字颠倒：维伟", 0.45)]),
        ("丙乙5", "甲乙", False, [("不同字：丙/甲", 1.0), ("多一字：5", 1.0)]),
        ("5乙丙", "甲乙", False, [("不同字：5/甲", 1.0), ("多一字：丙", 0.75)]),
        ("甲乙", "丙乙5", False, [("不同字：甲/丙", 1.0), ("少一字：5", 1.0)]),
        ("乙甲丙丁", "甲丙戊", False, [("多一字：乙", 0.75), ("不同字：丁/戊", 1.0)]),
        ("甲乙丙丁", "戊己庚甲", False, [(f"不同字：{pair}", 1.0) for pair in ("甲/戊", "乙/己", "丙/庚", "丁/甲")]),
        ("甲乙甲乙甲", "丙甲乙甲乙", False, [("少一字：丙", 0.75), ("多一字：甲", 0.75)]),
        ("甲乙丙丁", "丙丁甲乙", False, [("姓与名、前后两段的次序颠倒", 0.45)]),
        ("甲乙丙", "乙丙甲", False, [("姓与名、前后两段的次序颠倒", 0.45)]),
        ("甲乙丙", "丙甲乙", False, [("姓与名、前后两段的次序颠倒", 0.45)]),
        ("甲乙", "乙甲", False, [("相邻两字颠倒：甲乙", 0.45)]),
        ("甲乙丙丁", "甲丙丁", False, [("多一字：乙", 0.75)]),
        ("甲丙丁", "甲乙丙丁", False, [("少一字：乙", 0.75)]),
        ("甲5丁", "甲丁", False, [("多一字：5", 1.0)]),
        ("甲丁", "甲5丁", False, [("少一字：5", 1.0)]),
        ("甲乙丙丁", "甲夫丙森", False, [("不同字：乙/夫", 1.0), ("不同字：丁/森", 1.0)]),
        ("甲乙丙", "甲乙波", True, [("音译用字不同：丙/波", 0.3)]),
        ("甲乙丙", "甲乙波", False, [("不同字：丙/波", 1.0)]),
        ("热海江", "日海江", False, [("音译用字不同：热/日", 0.3)]),
        ("热海", "日海", False, [("不同字：热/日", 1.0)]),
        ("甲乙丙丁戊", "乙甲丙戊丁", False, [("相邻两字颠倒：甲乙", 0.45), ("相邻两字颠倒：丁戊", 0.45)]),
        ("甲18", "甲一八", False, [("数字写法不同：1/一", 0.1), ("数字写法不同：8/八", 0.1)]),
    ],
)  # fmt: skip
def test_the_cheapest_way_is_told_slip_by_slip(
    one: str,
    other: str,
    foreign: bool,
    slips: list[tuple[str, float]],
) -> None:
    way = cheapest(one, other, foreign=foreign)

    assert (
        sorted(way.slips) == sorted(slips) if len(one) != len(other) else [tuple(slip) for slip in way.slips] == slips
    )
    assert way.weight == pytest.approx(sum(weight for _, weight in slips))


@pytest.mark.parametrize(
    ("one", "other", "how", "what", "weight"),
    [
        ("王", "王", SHORT_NAME, "", 0.0),
        ("1", "一", SHORT_NAME, "数字写法不同", 0.1),
        ("九", "9", SHORT_NAME, "数字写法不同", 0.1),
        ("1", "2", SHORT_NAME, "不同字", 1.0),
        ("a", "阿", SHORT_NAME, "不同字", 1.0),
        ("阿", "a", SHORT_NAME, "不同字", 1.0),
        ("王", "a", SHORT_NAME, "不同字", 1.0),
        ("维", "伟", SHORT_NAME, "同音字", 0.25),
        ("末", "未", SHORT_NAME, "形近字", 0.3),
        ("热", "日", SHORT_NAME, "不同字", 1.0),
        ("热", "日", LONG_NAME, "音译用字不同", 0.3),
        ("热", "日", FOREIGN_NAME, "音译用字不同", 0.3),
        ("丙", "波", LONG_NAME, "不同字", 1.0),
        ("丙", "波", FOREIGN_NAME, "音译用字不同", 0.3),
        ("增", "真", SHORT_NAME, "近音字", 0.4),
        ("\ue000", "\ue001", SHORT_NAME, "不同字", 1.0),
    ],
)  # fmt: skip
def test_the_lightest_reason_counts(one: str, other: str, how: int, what: str, weight: float) -> None:
    assert replaced(one, other, how) == (f"{what}：{one}/{other}" if what else "", weight)


def test_so_many_characters_may_differ_as_the_cheapest_slips_allow() -> None:
    assert apart("甲乙丙", "乙甲丁") == 2
    assert apart("甲乙丙", "丁戊己", 1) == 2
    assert within("甲乙丙丁戊", "甲己庚辛壬", 0.8)  # four of five at a quarter each
    assert not within("甲乙丙丁戊", "癸己庚辛壬", 0.8)
    assert not within("甲乙", "丙丁", 0.8)
    assert not within("甲乙丙丁", "癸己庚辛", 0.8)  # three and a fifth
    assert within("甲168", "甲一六八", 1.0)
    assert not within("甲乙", "甲丙", 1.0)


@pytest.mark.parametrize(
    ("typed", "heard_so"),
    [
        ("zha", "za"), ("cha", "ca"), ("sha", "sa"), ("yang", "yal"), ("yue", "ve"), ("lu", "lv"), ("na", "la"),
        ("ra", "la"), ("lin", "lil"),
    ],
)  # fmt: skip
def test_typed_letters_are_heard_without_knowing_where_a_syllable_ends(typed: str, heard_so: str) -> None:
    assert heard_letters(typed) == heard_so


@pytest.mark.parametrize(
    ("sound", "careless"),
    [
        ("zhi", "zi"), ("chi", "ci"), ("shi", "si"), ("nin", "lin"), ("ren", "len"), ("ong", "on"), ("r", "r"),
        ("eng", "en"), ("hu", "fu"), ("hun", "fen"), ("huang", "fan"), ("hong", "fen"), ("huo", "fo"), ("hua", "fa"),
        ("huan", "fan"),
    ],
)  # fmt: skip
def test_each_sound_that_the_south_confuses_is_heard_as_the_other(sound: str, careless: str) -> None:
    assert heard(sound) == careless


def test_consonants_fall_into_classes() -> None:
    assert skeleton("波坡大他哥可和字此思及其西来那人发妈我一阿额哦") == "bbddgggssssssslllfmyyyyy".replace(
        "sssssss", "ssssss"
    )
    assert skeleton("a1·") == "y1"


@pytest.mark.parametrize(
    ("char", "reading"),
    [("A", "a"), ("7", "7"), ("-", ""), ("é", ""), ("\u33ff", ""), ("㐀", "qiu"), ("王", "wang"), ("\U000323b0", "")],
)
def test_a_character_has_its_usual_reading_a_letter_itself_a_mark_none(char: str, reading: str) -> None:
    assert syllable(char) == reading


def test_other_readings_stand_behind_the_usual_one() -> None:
    assert sounds("沈") == ("shen", "chen")
    assert sounds("7") == ("qi",)
    assert sounds("·") == ()
    assert heard_as("沈") == ("sen", "cen")
    assert heard_as("·") == ("·",)
    assert initials("沈7") == "s7"


@pytest.mark.parametrize(
    ("written", "core"),
    [
        ("鹭超市", "鹭超市"),
        ("鹭岛超市", "鹭岛"),
        ("厦门鹭", "厦门鹭"),
        ("厦门鹭岛", "鹭岛"),
        ("福建厦门思明鹭岛", "鹭岛"),
        ("鹭岛超市海沧分店", "鹭岛"),
        ("鹭岛超市第十二分店", "鹭岛"),
        ("鹭岛便利店3店", "鹭岛"),
        ("鹭岛茶叶店直营店", "鹭岛"),
        ("鹭岛有限公司厦门分公司", "鹭岛"),
        ("鹭岛超市市场部", "鹭岛"),
        ("甲" * 61, "甲" * 60),
        ("厦门市" * 59 + "鹭岛海", "鹭岛海"),
        ("厦门市" * 59 + "鹭岛海江", "鹭岛海"),
        ("鹭岛商行（经营者：林海生）", "鹭岛"),
    ],
)
def test_a_core_ends_where_place_trade_and_branch_begin(written: str, core: str) -> None:
    assert core_name(written) == core


@pytest.mark.parametrize(
    ("core", "distinctive"),
    [
        ("王伟", True), ("石狮", False), ("石狮市", False), ("石狮明", True), ("安溪", False), ("厦门", False),
        ("便利店", False), ("厦门便利店", False), ("厦门湖里", False), ("厦门鹭", True), ("鹭", False), ("王", False),
        ("鹭岛", True), ("", False),
    ],
)  # fmt: skip
def test_place_and_trade_tell_nobody_apart(core: str, *, distinctive: bool) -> None:
    assert is_distinctive(core) is distinctive


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("鹭岛便利店（经营者：林海生）", ("鹭岛便利店", "林海生")),
        ("鹭岛便利店经营者林海生", ("鹭岛便利店", "林海生")),
        ("（经营者：林海生）", ("林海生",)),
        ("鹭岛便利店【林海生】", ("鹭岛便利店", "林海生")),
        ("林海生（鹭岛超市）", ("林海生", "鹭岛超市")),
        ("鹭岛（王伟）超市", ("鹭岛超市", "王伟")),
        ("鹭岛超市（海沧分店）", ("鹭岛超市",)),
        ("鹭岛超市（业务部）", ("鹭岛超市",)),
        ("鹭岛公司（厦门分公司）", ("鹭岛公司",)),
        ("鹭岛超市（海沧）", ("鹭岛超市（海沧）",)),
        ("鹭岛（厦门海江）", ("鹭岛（厦门海江）",)),
        ("鹭岛超市（便利店）", ("鹭岛超市",)),
        ("Lin (Hai)", ("Lin (Hai)",)),
        ("王伟", ("王伟",)),
    ],
)
def test_a_name_may_hold_a_shop_and_a_person(written: str, names: tuple[str, ...]) -> None:
    assert aliases(written) == names


@pytest.mark.parametrize(
    ("written", "right", "slip"),
    [
        ("鹭岛烟洒店", "鹭岛烟酒店", "行业后缀里的形近字：洒/酒"),
        ("鹭岛洒水店", "鹭岛酒水店", "行业后缀里的形近字：洒/酒"),
        ("鹭岛海曰用品店", "鹭岛海日用品店", "行业后缀里的形近字：曰/日"),
        ("鹭岛江海店商", "鹭岛江海商店", "地名或者行业后缀里两字颠倒：店商"),
        ("门厦鹭岛海", "厦门鹭岛海", "地名或者行业后缀里两字颠倒：门厦"),
        ("门厦鹭岛江海店商", "厦门鹭岛江海店商", "地名或者行业后缀里两字颠倒：门厦"),
        ("鹭岛海曰用品中心", "鹭岛海日用品中心", "行业后缀里的形近字：曰/日"),
        ("门厦鹭岛士店多", "门厦鹭岛店士多", "地名或者行业后缀里两字颠倒：士店"),
        ("鹭曰用品中心", "鹭曰用品中心", ""),
        ("鹭岛海店江", "鹭岛海店江", ""),
        ("鹭烟洒店", "鹭烟洒店", ""),
        ("鹭岛海超市", "鹭岛海超市", ""),
        ("鹭岛海洒超市", "鹭岛海洒超市", ""),
        ("甲乙丙丁", "甲乙丙丁", ""),
    ],
)
def test_one_slip_in_place_or_trade_is_put_right_beside_a_long_core(written: str, right: str, slip: str) -> None:
    assert trade_mended(written) == (right, slip)


def test_a_name_is_foreign_only_where_somebody_says_so() -> None:
    assert [slip.words for slip in cheapest("甲乙丙", "甲乙波").slips] == ["不同字：丙/波"]


def test_private_characters_are_indexed_and_letters_are_words() -> None:
    assert grams("王\ue000★") == ["王", "\ue000", "王\ue000"]
    assert letter_words("José-María 7") == ("jose", "maria", "7")
    assert letter_words("王 wei") == ()
    assert normal_name("王∙伟`~+=$") == "王伟"


def test_what_is_mistyped_by_hand_is_known_both_ways() -> None:
    assert by_hand()["洒"] == "酒"
    assert by_hand()["己"] == "已巳"
    assert look_alike("未", "末")
    assert not look_alike("未", "未")
    assert not look_alike("未", "海")
    assert not look_alike("a", "b")
    assert all(interchangeable(one, other) for group in GROUPS.split() for one in group for other in group)
    assert is_person("林海生")


def test_what_is_drawn_alike_is_known_from_the_first_of_its_group_and_to_it() -> None:
    groups = SHAPES.split()
    known = {char: set(partners(char)) for char in {*"".join(groups), *"".join((ROWS + COMPONENTS).split())}}

    assert [group for group in groups if set(group[1:]) - known[group[0]]] == []
    assert [group for group in groups if any(group[0] not in known[other] for other in group[1:])] == []
    assert [group for group in (ROWS + COMPONENTS).split() if set(group) - known[group[0]] != {group[0]}] == []
    assert known["未"] >= set("末朱")
    assert not any(char in others for char, others in known.items())
    assert {char: others for char, others in known.items() if list(partners(char)) != sorted(others)} == {}


@pytest.mark.parametrize("char", ["", "a", "\u3400", "龥", "\U00020000", "未末"])
def test_what_is_drawn_like_nothing_has_no_partners(char: str) -> None:
    assert partners(char) == ""


def test_an_evaluation_is_told_by_kind_with_the_worst_misses() -> None:
    kinds = (KindFigures("decided", True, 4, 3), KindFigures("new", False, 8, 1))
    pairs = [LabelledPair("swap", True, "held", "林海生", name) for name in ("王大明", "林海声")]
    found = Evaluation(0.8, kinds, tuple(Miss(pair, likeness(pair.one, pair.other)) for pair in pairs))

    told = found.as_json(1)

    assert told == {
        "threshold": 0.8, "pairs": 12, "recall": 0.75, "precision": 0.75,
        "kinds": [
            {"kind": "decided", "name": "人工判定", "same": True, "count": 4, "taken": 3, "recall": 0.75},
            {"kind": "new", "name": "new", "same": False, "count": 8, "taken": 1, "false_alarms": 0.125},
        ],
        "misses": [
            {"kind": "swap", "same": True, "one": "林海生", "other": "王大明", "score": 0.0,
             "why": "不同字：林/王（减0.33）；不同字：海/大（减0.33）；不同字：生/明（减0.33）"},
        ],
    }  # fmt: skip
