"""Invented shops: names as in Xiamen, addresses in its six districts."""

from dataclasses import dataclass

from city.common.dice import Dice, mark

DISTRICTS = {
    "350203": "思明区",
    "350205": "海沧区",
    "350206": "湖里区",
    "350211": "集美区",
    "350212": "同安区",
    "350213": "翔安区",
}
DISTRICT_CODES = tuple(DISTRICTS)
_SALT = mark("shops")
_BRANDS = (  # noqa: SIM905 - one name a line would fill a page
    "鹭桥 鹭岛 白鹭 鼓浪 凤凰木 万石 云顶 五缘 筼筜 金榜 日光岩 集杏 顺发 好来 兴隆 福满 "
    "永辉达 家家乐 天天见 百姓 宏泰 新东海 海沧湾 文兴 同心 鑫旺 万家福 龍盛 阿吉仔 乡里乡亲 七天 喜相逢 "
    "源昌 嘉莲 中山 美仁 莲前 和平 厦禾 吕岭"
).split()
_TRADES = ("便利店", "食杂店", "超市", "烟酒商行", "食品商店", "日用品店", "小卖部", "烟酒行", "生鲜超市", "百货店")
_ROADS = {
    "350203": ("莲前西路", "厦禾路", "中山路", "湖滨南路", "嘉禾路", "会展路"),
    "350205": ("滨湖北路", "沧林路", "海沧大道", "钟林路"),
    "350206": ("枋湖路", "吕岭路", "金尚路", "殿前街", "环岛干道"),
    "350211": ("杏林北路", "集源路", "同集南路", "后溪大道"),
    "350212": ("祥平街道银湖中路", "大同街道中山路", "环城西路"),
    "350213": ("马巷街道舫山路", "新店街道祥福路", "翔安南路"),
}
_ODD_NAMES = ("[鹭岛]便利店", "=A1+1 食杂店", "<b>好客</b>超市", "@阿里兄弟烟酒行", "“聚福”&“来福”商店", "+1便利店")


@dataclass(frozen=True, slots=True)
class Shop:
    """Where a party sells."""

    name: str
    address: str
    district: str


def district_of(index: int) -> str:
    """The district of an application; numbers 50,000 apart are never in the same one."""
    return DISTRICT_CODES[(index * 5 + index // 7 + index // 50_000) % 6]


def shop_of(seed: int, index: int) -> Shop:
    """The shop of a party: district + brand + trade; one in eighty has a name that looks like markup or a formula."""
    dice = Dice(seed, _SALT, index)
    district = district_of(index)
    road, number = dice.pick(_ROADS[district]), 1 + dice.below(1200)
    suffix = dice.pick(("", "", "之一", "之二", "-101", "1层03室"))
    town = DISTRICTS[district]
    name = f"厦门市{town}{dice.pick(_BRANDS)}{dice.pick(_TRADES)}"
    if dice.below(80) == 0:
        name = dice.pick(_ODD_NAMES)
    return Shop(name, f"厦门市{town}{road}{number}号{suffix}", district)


def organisation_name(seed: int, index: int, kind: str) -> str:
    """The registered name of an enterprise or another organisation."""
    dice = Dice(seed, _SALT, index, 1)
    if kind == "other":
        return f"厦门市{DISTRICTS[district_of(index)]}{dice.pick(_BRANDS)}农民专业合作社"
    tail = dice.pick(("商贸有限公司", "贸易有限公司", "超市有限公司", "酒店管理有限公司", "连锁便利有限公司"))
    return f"厦门{dice.pick(_BRANDS)}{dice.pick(_BRANDS)}{tail}"
