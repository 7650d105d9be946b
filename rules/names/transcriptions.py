"""Characters that stand for one foreign sound: officials write 买买提 or 麦麦提, 史密斯 or 斯密思."""

from functools import cache

GROUPS = """
阿艾爱 买麦迈 提题体特 吐图土 尔儿耳 逊松荪孙森生 卜不布 杜都多 热日惹 古谷固 丽力利里莉理立 娜那纳 木穆慕姆莫
合和哈海赫 依伊衣一亚 明敏民 肉茹如鲁 孜兹则子滋 帕巴怕派 迪地德蒂底得 玉尤优 素苏 甫夫福弗 努奴 卡喀克科柯 曼满蛮
扎札 才次 增丹登旦 玛马麻 拉喇勒莱来 姆木 沙莎萨夏 汗罕翰汉 江疆姜 吾乌武 买米梅 斯思丝司士茨 史斯 约尧 翰汉 罗洛
奇基齐其琪 莫木 诺努 凡万范 泽佐措兹 威维韦 姗珊 亚娅雅 彼比必毕 得德特 路卢鲁 侯胡霍 夏沙 白别拜 加佳嘉 更根庚
毛姆茂 肖绍 托脱妥 库古 谢射
"""


@cache
def groups_of() -> dict[str, frozenset[str]]:
    """Return the characters that each one may stand for."""
    found: dict[str, set[str]] = {}
    for group in GROUPS.split():
        for char in group:
            found.setdefault(char, set()).update(group)
    return {char: frozenset(group) for char, group in found.items()}


def interchangeable(one: str, other: str) -> bool:
    """Tell whether two characters are both in use for one foreign sound."""
    return other in groups_of().get(one, ())
