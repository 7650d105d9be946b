"""Invented names of people, with the rare ones that real registers hold."""

from city.common.dice import Dice, mark

_SALT = mark("names")
_SURNAMES = (
    "陈林黄张吴李王郑蔡刘杨许苏叶洪谢庄曾周江邱徐何柯赖卢廖胡高郭罗朱赵余沈方"
    "施纪傅颜魏汪曹潘彭董程丁邓白童欧阮连骆涂蓝雷钟"
)
_COMPOUND = ("欧阳", "上官", "司徒", "诸葛", "夏侯")
_GIVEN = (  # noqa: SIM905 - one name a line would fill a page
    "伟 志强 建国 美玲 丽华 晓燕 文彬 海滨 国栋 雅婷 思远 佳怡 明辉 秀英 德福 惠敏 俊杰 鹭生 月娥 阿珠 "
    "春梅 永发 振南 琼瑶 子涵 一鸣 锦程 玉霞 清泉 金水 素贞 宝珠 荣华 进财 淑芬 毅 静 磊 娜 军 "
    "芳 敏 斌 凯 雪梅 嘉禾 厦生"
).split()
_RARE = ("𬭎", "㛃", "龑", "𠮷", "𡋤", "䶮", "翀", "𬱖", "祎𬤇", "垚", "𫖯", "喆")
_DOTTED = (
    "买买提·吐尔逊",
    "阿依古丽·艾合买提",
    "迪丽努尔·阿不都热合曼",
    "扎西·多吉",
    "古丽米热·买买提依明",
    "巴特尔·苏和",
)
_FOREIGN = ("Nguyen Van An", "山田太郎", "Maria Gonzalez-Lopez", "O'Brien Sean", "Kim Min-jun")


def person_name(seed: int, party: int) -> str:
    """The name of a person; about one in thirty is rare in some way."""
    dice = Dice(seed, _SALT, party)
    draw = dice.below(100)
    if draw == 0:
        return dice.pick(_DOTTED)
    surname = dice.pick(_COMPOUND) if draw == 1 else dice.pick(_SURNAMES)
    return surname + (dice.pick(_RARE) if draw in {2, 3} else dice.pick(_GIVEN))


def rare_name(seed: int, party: int) -> str:
    """A name that only a whole Unicode repertoire can carry: 4-byte and private-use characters."""
    dice = Dice(seed, _SALT, party, 1)
    return dice.pick(_SURNAMES) + dice.pick(
        ("\U00020bb7", "\U0002a6a5", "\ue863", "\U000212e4", "\U0003106c", "\ue78d")
    )


def foreign_name(seed: int, party: int) -> str:
    """The name of a person from abroad."""
    return Dice(seed, _SALT, party, 2).pick(_FOREIGN)
