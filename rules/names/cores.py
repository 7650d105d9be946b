"""What tells a name apart: its core without place, trade and branch, and the other names that it holds."""

import re
from functools import lru_cache

from rules.names.families import is_person
from rules.names.forms import folded, normal_name
from rules.names.lookalikes import by_hand

_PLACES = """
福建省 福建 厦门市 厦门 思明区 海沧区 湖里区 集美区 同安区 翔安区 思明 海沧 湖里 集美 同安 翔安 福州 泉州 漳州 莆田
龙岩 三明 南平 宁德 晋江 石狮 南安 安溪 龙海 惠安 长泰 漳浦 中国
"""
_WARES = """
烟酒茶 烟草 烟酒 名烟名酒 名烟 名酒 酒水 酒类 酒业 茶烟 烟茶 茶酒 茶叶 茶业 茶 烟 酒 食品 副食品 副食 食杂 日杂
日用品 日用 日化 百货 杂货 便民 便利 生活 生鲜 连锁 水果 果蔬 蔬菜 粮油 米面 文具 文体 五金 图书 通讯 手机 药 商贸
贸易 商务 工贸 餐饮 小吃 快餐 综合 零售 批发 平价 精品 食 超级 大众 特产 海鲜 冷饮 饮料 母婴 化妆品
"""
_ENDS = """
店 铺 行 部 庄 馆 厅 场 屋 坊 城 楼 中心
"""
_FORMS = """
个体工商户 股份有限公司 有限责任公司 有限公司 分公司 公司 商店 商行 商铺 店铺 商场 市场 超市 卖场 便利店 商贸行 茶行
酒行 小卖部 小卖店 士多店 士多 经营部 门市部 批发部 营业部 零售店 专卖店 分店 宾馆 酒店 酒楼 饭店 餐厅 餐馆 旅馆
旅社 茶庄 茶馆 烟酒 百货 食杂 副食 茶叶 水果 日用品 杂货铺 网吧 酒吧 合作社 厂
"""
PLACES, WARES, ENDS, FORMS = (tuple(text.split()) for text in (_PLACES, _WARES, _ENDS, _FORMS))
_WARE = "|".join(sorted(map(re.escape, WARES), key=len, reverse=True))
_FORM = "|".join(sorted(map(re.escape, FORMS), key=len, reverse=True))
_TAIL = re.compile(f"(?:(?:{_WARE})+(?:{'|'.join(ENDS)})|(?:{_WARE})*(?:{_FORM}))+$")
SHORT_TRADES = ("店", "铺")  # one character may be part of a person's name: at least three must stay
_KNOWN = re.compile(f"(?:{'|'.join(PLACES)})[省市县区]?")
_PLACE = re.compile(
    f"(?:(?:{'|'.join(PLACES)})[省市县区]?|[\u4e00-\u9fff]{{2,3}}省|[\u4e00-\u9fff]{{2,3}}?市(?!场)|[\u4e00-\u9fff]{{2,3}}?(?<![小社园])[区县]"
    "|[\u4e00-\u9fff]{2,3}?(?:镇|乡|街道|村))"
)
_BRANCH = re.compile(
    f"(.*(?:{_FORM}|(?:{_WARE})(?:{'|'.join(ENDS)})))(?:第?[0-9一二三四五六七八九十]{{1,3}}|[\u4e00-\u9fff]{{2,4}})?"
    "(?:分店|总店|旗舰店|直营店|加盟店|连锁店|分公司|分部|店|部)"
)
_OPERATOR = re.compile(r"(.*?)[(\[【]?(?:经营者|业主|负责人|法定代表人|经营人|店主)[::]?([^()\[\]【】]+)[)\]】]?")
_BRACKETS = re.compile(r"([^()\[\]【】]+)[(\[【]([^()\[\]【】]+)[)\]】](.*)")
LEAST_MENDED = 3  # characters of a core that may hold a place or trade that is written wrong
REACH = 5  # characters from the end in which the trade may be written wrong: 日用品中心
LONGEST = 60  # longer cores are cut: nothing that is called so has more


@lru_cache(maxsize=16384)
def core_name(text: str) -> str:
    """Return what tells a name apart: the normal form without place in front, trade and branch behind.

    At least two characters stay, so that a short name is never eaten up; of several names, the first one's.
    """
    return _core(aliases(text)[0])


@lru_cache(maxsize=16384)
def _core(text: str) -> str:
    name = normal_name(text)[: 3 * LONGEST]
    while True:
        shorter = _without_place(_without_trade(_without_branch(name)))
        if shorter == name:
            return name[:LONGEST]
        name = shorter


def is_distinctive(core: str) -> bool:
    """Tell whether a core says more than place and trade: 厦门 and 便利店 tell nobody apart."""
    return (is_person(core) and not _KNOWN.fullmatch(core)) or _says_more(core)


def _says_more(text: str) -> bool:
    bare = text
    while place := _PLACE.match(bare):
        bare = bare[place.end() :]
    return len(text) > 1 and bool(bare) and not _TAIL.fullmatch(bare)


def _without_place(name: str) -> str:
    place = _PLACE.match(name)
    if place is None or not _says_more(name[place.end() :]):
        return name
    return name[place.end() :]


def _without_trade(name: str) -> str:
    tail = _TAIL.search(name, 2)
    if tail:
        return name[: tail.start()]
    return name[:-1] if name.endswith(SHORT_TRADES) and len(name) >= 4 else name


def _without_branch(name: str) -> str:
    found = _BRANCH.fullmatch(name) if name.endswith(("店", "部", "司")) else None
    return found[1] if found and is_distinctive(_without_trade(found[1])) else name


@lru_cache(maxsize=4096)
def aliases(text: str) -> tuple[str, ...]:
    """Return the names that a name holds: 鹭岛便利店（经营者：林海生） is the shop's and the operator's.

    What stands in brackets is a name of its own where it is a person or a trading name; a branch is left out.
    """
    if text.isascii():
        return (text,)
    plain = folded(text)
    if named := _OPERATOR.fullmatch(plain):
        return tuple(part for part in named.groups() if part) or (plain,)
    found = _BRACKETS.fullmatch(plain)
    if found is None:
        return (text,)
    outside, inside = found[1] + found[3], normal_name(found[2])
    if is_person(inside) or (_core(inside) != inside and is_distinctive(_core(inside)) and _TAIL.search(inside, 2)):
        return outside, found[2]
    return (outside,) if inside.endswith(("店", "部", "分公司")) else (text,)


@lru_cache(maxsize=16384)
def trade_mended(name: str) -> tuple[str, str]:
    """Return a normal form whose place and trade are written right, and the slip in words: 烟洒店 is 烟酒店.

    One character that looks alike in the trade, or two neighbours swapped in either; beside a short core there is none.
    """
    if len(_core(name)) <= LEAST_MENDED or not is_distinctive(_core(name)):
        return name, ""
    return _look_alike_mended(name) or _swap_mended(name) or (name, "")


def _look_alike_mended(name: str) -> tuple[str, str] | None:
    if _TAIL.search(name, LEAST_MENDED) and not _TAIL.fullmatch(_core(name)):
        return None
    for at in range(len(name))[-REACH:]:
        for right in by_hand().get(name[at], ""):
            mended = name[:at] + right + name[at + 1 :]
            tail = _TAIL.search(mended, 2)
            if tail and tail.start() <= at:
                return mended, f"行业后缀里的形近字：{name[at]}/{right}"
    return None


def _swap_mended(name: str) -> tuple[str, str] | None:
    """Return the name with those neighbours put right of which place or trade become readable by two characters."""
    whole, best = len(_core(name)) - 2, None
    for at in range(min(len(name), LONGEST) - 1):
        mended = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
        core = _core(mended)
        if len(core) <= whole and is_distinctive(core):
            whole, best = len(core) - 1, (mended, f"地名或者行业后缀里两字颠倒：{name[at : at + 2]}")
    return best
