"""Pinyin of names: the readings of each character without tone, and how careless ears and keyboards hear them."""

from array import array
from functools import cache, lru_cache

from rules.names.forms import normal_name

FIRST, BEHIND = 0x3400, 0x323B0
ALSO = {  # the other readings that people know, where the table has the first one only
    "a": "阿", "ai": "艾", "bai": "柏伯", "bang": "蚌", "bao": "薄", "bi": "秘", "bo": "柏卜伯", "bu": "卜",
    "can": "参", "cang": "藏", "ceng": "曾", "cha": "查", "chang": "长", "chao": "朝", "chen": "沈", "cheng": "盛",
    "chong": "重种", "chu": "褚", "chuan": "传", "dan": "单石", "di": "翟", "dian": "钿", "diao": "调", "dou": "都",
    "du": "都", "duo": "度", "e": "阿", "fan": "繁", "fo": "佛", "fu": "宓", "gai": "盖", "gang": "港", "gao": "镐",
    "ge": "盖葛", "gou": "句", "gu": "贾", "guan": "冠观", "gui": "炅", "hang": "行", "hao": "镐", "he": "和合纥",
    "hei": "黑", "heng": "珩", "hong": "红虹", "huan": "郇还", "hui": "会", "huo": "和", "ji": "纪藉系祭",
    "jia": "贾", "jiang": "虹降", "jiao": "觉校", "jin": "尽", "jing": "劲靓", "jiong": "炅", "ju": "句",
    "juan": "隽", "jue": "觉", "jun": "隽", "kai": "楷", "keng": "铿", "kuai": "会", "kui": "隗", "le": "乐",
    "lei": "勒", "lian": "莲", "liang": "靓", "liu": "六", "long": "龙泷", "lou": "娄", "lu": "六", "lun": "纶",
    "luo": "乐洛", "lv": "绿", "ma": "么", "man": "蔓", "mi": "秘宓泌", "miao": "缪", "mo": "万", "mou": "缪",
    "na": "娜那", "nai": "能", "neng": "能", "ning": "宁", "nuo": "娜", "ou": "区", "pi": "否", "piao": "朴",
    "po": "朴繁", "pu": "朴", "qi": "亓祁", "qian": "茜", "qiang": "强", "qiao": "雀", "qin": "覃", "qiu": "仇",
    "qu": "曲", "que": "雀", "ren": "任", "sha": "厦", "shan": "单掸", "shao": "召", "she": "折", "shen": "参",
    "sheng": "盛", "shi": "石似", "shu": "俞", "shuai": "率", "shuang": "泷", "su": "宿", "sun": "孙", "tan": "覃",
    "tao": "陶", "tian": "钿", "tiao": "调", "wan": "万", "wei": "尉", "xi": "茜洗系", "xia": "厦夏",
    "xian": "洗冼", "xiao": "削", "xie": "解叶", "xin": "莘", "xing": "行", "xiu": "宿", "xuan": "券", "xue": "削",
    "xun": "荤旬郇", "yan": "殷", "yao": "陶", "ye": "叶", "yi": "艾", "yu": "尉俞於", "yuan": "员苑", "yue": "乐",
    "yun": "员郧", "zai": "仔", "zang": "藏", "ze": "泽", "zeng": "曾", "zha": "查", "zhai": "翟", "zhang": "长",
    "zhao": "朝", "zhe": "折", "zhi": "芷识", "zhong": "重种", "zhuan": "传", "zi": "仔", "zong": "宗综",
}  # fmt: skip
STARTS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"))  # the south tells none of these apart
HU = {"hu": "fu", "hui": "fei", "hua": "fa", "huan": "fan", "huang": "fang", "hun": "fen", "hong": "feng", "huo": "fo"}
CONSONANTS = {  # what is left of a foreign name in every transcription; f and m stay
    **dict.fromkeys("bp", "b"), **dict.fromkeys("dt", "d"), **dict.fromkeys("gkh", "g"), **dict.fromkeys("zcsjqx", "s"),
    **dict.fromkeys("lnr", "l"), **dict.fromkeys("wyaeov", "y"),
}  # fmt: skip
NUMERALS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))


@cache
def _readings() -> "tuple[array[int], tuple[str, ...]]":
    """Return, for each Han character from FIRST on, the index of its syllable (2 bytes each, made once), and those."""
    from rules.names.table import SYLLABLES

    table = array("H", [0]) * (BEHIND - FIRST)
    for index, chars in enumerate(SYLLABLES.values(), 1):
        for char in chars:
            table[ord(char) - FIRST] = index
    return table, ("", *SYLLABLES)


def syllable(char: str) -> str:
    """Return the reading of one character; a letter or figure reads as itself, anything else as nothing."""
    if char.isascii():
        return char.lower() if char.isalnum() else ""
    code, (index, known) = ord(char), _readings()
    return known[index[code - FIRST]] if FIRST <= code < BEHIND else ""


@cache
def _others() -> dict[str, tuple[str, ...]]:
    others: dict[str, tuple[str, ...]] = {}
    for sound, chars in ALSO.items():
        for char in chars:
            others[char] = (*others.get(char, ()), sound)
    return others


@lru_cache(maxsize=8192)
def sounds(char: str) -> tuple[str, ...]:
    """Return every reading of a character that people know, the usual one first; a figure reads as its numeral."""
    first = syllable(NUMERALS.get(char, char))
    return tuple(dict.fromkeys((first, *_others().get(char, ())))) if first else ()


@lru_cache(maxsize=2048)
def heard(sound: str) -> str:
    """Return a syllable as careless ears hear it: no zh, ch, sh, no -ng, l for n and r, f for hu."""
    sound = HU.get(sound, sound)
    if len(sound) > 1:
        start = next((pair for pair in STARTS if sound.startswith(pair[0])), ("", ""))
        sound = start[1] + sound[len(start[0]) :]
    return sound[:-1] if sound.endswith("ng") else sound


@lru_cache(maxsize=8192)
def heard_as(char: str) -> tuple[str, ...]:
    """Return how each reading of a character is heard; a sign without a reading is heard as itself."""
    return tuple(dict.fromkeys(map(heard, sounds(char)))) or (char,)


def heard_letters(letters: str) -> str:
    """Return typed letters as careless ears hear them, without knowing where a syllable ends."""
    for full, short in (
        ("zh", "z"),
        ("ch", "c"),
        ("sh", "s"),
        ("ng", "n"),
        ("yu", "v"),
        ("u", "v"),
        ("n", "l"),
        ("r", "l"),
    ):
        letters = letters.replace(full, short)
    return letters


def skeleton(name: str) -> str:
    """Return the classes of the consonants that a name's characters begin with: alike in every transcription."""
    starts = (syllable(char)[:1] for char in name)
    return "".join(CONSONANTS.get(start, start) for start in starts)


def syllables(name: str) -> list[str]:
    """Return the readings of a name's normal form, one for each character that has one."""
    return [reading for char in normal_name(name) if (reading := syllable(char))]


def pinyin(name: str) -> str:
    """Return the readings joined: the pinyin key of a name, equal for homophones."""
    return "".join(syllables(name))


def initials(name: str) -> str:
    """Return the first letters of a name's readings: 鹭岛便利店 gives ldbld."""
    return "".join(map(_initial, normal_name(name)))


@lru_cache(maxsize=8192)
def _initial(char: str) -> str:
    return syllable(char)[:1]
