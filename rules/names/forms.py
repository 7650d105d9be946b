"""Names brought to one form: the whole name for matching, and its core without place and trade."""

import re
import unicodedata
from functools import cache, lru_cache

from rules.identifiers.text import settled, visible

_PLAIN = re.compile("[ 0-9a-z\u4e00-\u9fff]*")  # nothing here changes but the blanks, and what is traditional
_PLACES = """
福建省 厦门市 厦门 思明区 海沧区 湖里区 集美区 同安区 翔安区 思明 海沧 湖里 集美 同安 翔安
"""
_TRADES = """
个体工商户 股份有限公司 有限责任公司 有限公司 分公司 公司 烟草专卖店 烟酒专卖店 烟酒商行
烟酒超市 烟酒茶行 烟酒行 烟酒店 名烟名酒店 烟酒 便利商店 便利店 生活超市 连锁超市 超级市场
超市 食杂商店 食杂店 副食品店 副食店 食品店 杂货店 百货商店 百货店 百货 日用品店 小卖部
士多店 商贸行 商行 商店 商场 商铺 经营部 门市部 零售店 专卖店 批发部 分店
"""
PLACES, TRADES = tuple(_PLACES.split()), tuple(_TRADES.split())
SHORT_TRADES = ("店", "铺")  # one character may be part of a person's name: at least three must stay


def folded(text: str) -> str:
    """Return a name as NFKC without blanks and invisible characters: full-width and spacing do not count."""
    return settled(text, lambda once: visible(unicodedata.normalize("NFKC", once)))


@cache
def simplified() -> dict[int, int]:
    """Return the simplified form of each traditional character; made when the first name is looked at (1 MB)."""
    from rules.names.table import SIMPLIFIED, TRADITIONAL

    return str.maketrans(TRADITIONAL, SIMPLIFIED)


@lru_cache(maxsize=4096)
def normal_name(text: str) -> str:
    """Return the normal form of a name: `folded`, no punctuation, simplified characters, lower case."""
    if _PLAIN.fullmatch(text) and simplified().keys().isdisjoint(map(ord, text)):
        return text.replace(" ", "")
    return settled(text, _simpler)


def _simpler(text: str) -> str:
    simple = folded(text).casefold().translate(simplified())
    return "".join(char for char in simple if unicodedata.category(char)[0] != "P" and char not in "`^~|+=<>$")


@lru_cache(maxsize=16384)
def core_name(text: str) -> str:
    """Return what tells a name apart: the normal form without the city's places in front and the trade behind.

    At least two characters stay, so that a short name is never eaten up.
    """
    name = normal_name(text)
    while True:
        shorter = _without_place(_without_trade(name))
        if shorter == name:
            return name
        name = shorter


def _without_place(name: str) -> str:
    for place in PLACES:
        if name.startswith(place) and len(name) - len(place) >= 2:
            return name[len(place) :]
    return name


def _without_trade(name: str) -> str:
    for trade in TRADES:
        if name.endswith(trade) and len(name) - len(trade) >= 2:
            return name[: -len(trade)]
    if name.endswith(SHORT_TRADES) and len(name) >= 4:
        return name[:-1]
    return name
