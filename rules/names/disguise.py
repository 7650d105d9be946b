"""Names that nobody bears, with the same slips: what two names share is replaced, what differs between them stays."""

from collections.abc import Callable

from rules.names.cores import core_name
from rules.names.families import SINGLE
from rules.names.forms import normal_name

GIVEN = (
    "伟芳敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华玉萍红志建国文斌辉海燕雪梅婷鹏飞龙凤兰菊春夏秋冬晨阳光雨露松柏荷莲蓉琳琪瑶"
    "瑾珊珍珠宝金银利民安康宁健福禄寿喜庆祥瑞吉如意通嘉怡欣悦思佳美惠淑贤德仁义礼智信忠孝廉"
)
LETTERS = "abcdefghijklmnoprstuwxyz"


def disguised(one: str, other: str, draw: Callable[[int], int]) -> tuple[str, str]:
    """Return both names with every shared character of their cores replaced, the same one by the same one.

    `draw(n)` gives a number below n. Place and trade stay; where the names differ they stay, for that is the slip;
    names that share nothing lose every character but keep their kinds (Han, letter, figure).
    """
    shared = set(core_name(one)) & set(core_name(other)) or set(one + other)
    taken, put = set(one + other), dict[str, str]()
    for char in sorted(shared):
        family = char in SINGLE and (normal_name(one)[:1] == char or normal_name(other)[:1] == char)
        every = sorted(SINGLE) if family else GIVEN
        put[char] = _other(char, [each for each in every if each not in taken], draw)
        taken.add(put[char])
    return _with(one, put), _with(other, put)


def _other(char: str, every: list[str], draw: Callable[[int], int]) -> str:
    """Return another sign of the same kind; marks and blanks stay as they are."""
    if char.isdecimal():
        return str((int(char) + 1 + draw(9)) % 10)
    if char.isascii() and char.isalpha():
        return LETTERS[draw(len(LETTERS))]
    if not char.isalpha() or not every:
        return char
    return every[draw(len(every))]


def _with(name: str, put: dict[str, str]) -> str:
    """Return a name with characters replaced, whatever their script; in place and trade they stay."""
    core, normal = core_name(name), normal_name(name)
    start = name.index(core) if normal == name and core in name else 0
    end = start + len(core) if normal == name and core in name else len(name)
    middle = "".join(put.get(normal_name(char), char) for char in name[start:end])
    return name[:start] + middle + name[end:]
