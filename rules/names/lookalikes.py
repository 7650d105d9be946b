"""Characters that the eye takes for one another; a group is one word of the table."""

from functools import cache

ROWS = """
己已巳 未末 士土 日曰 天夭无 微徽 侯候 睛晴 戊戌戍戎成 杨扬 阵陈 泽译择 粱梁 载戴栽
刘浏 林淋琳 璜簧 千干于 目自白百 贝见 牛午 今令 兵乒乓 折拆析 洒酒 免兔 拔拨 旦且 亨享
晚晓 辩辨辫 幻幼 历厉 庆厌 斤斥 风凤 孑子孓 冶治 冷泠 建健键 昌冒 炙灸 茶荼 莱菜 荣萦
坏环怀 怡恰 明朋 胜姓性 祥详 祯帧 伟纬 炜讳 锋峰蜂烽 铭酩 锦绵棉 娜哪 婷停 媛缓暖 婧靖
妹妺姝 涛祷 淮准 滨宾 漳樟 潭谭 澜谰 彬杉 松枱 柏伯 柳抑 桂佳 桐洞 楠南 榕蓉 永水冰
求球 河何 波坡 清请情 鹏朋 鸿鸠 鹤鹊 龙尤 麒麟 吴昊 呈呆 国园 宁字 宇字 宪完 尚向
嵘蝾 市巾 幸辛 广厂 延廷 弘引 彤丹 彭澎 怀坏 恒桓 悦说 惠慧 成戍 才寸 旭旮 昆毘 晨辰
本木 朱未 杏杳 来末 杰木 枫讽 栋拣 鸟乌 人入 由甲申 大太犬 王玉 祖租 凌陵 郎朗 渊洲
"""


@cache
def partners_of() -> dict[str, frozenset[str]]:
    """Return the characters that each one is taken for; made when the first two names are compared."""
    partners: dict[str, set[str]] = {}
    for group in ROWS.split():
        for char in group:
            partners.setdefault(char, set()).update(group)
    return {char: frozenset(group) for char, group in partners.items()}


def look_alike(one: str, other: str) -> bool:
    """Tell whether two characters are easily taken for one another."""
    return other in partners_of().get(one, ())
