"""Names that nobody bears, with the same slips: what two names share is replaced, what differs between them stays."""

from collections.abc import Callable

from rules.names.cores import aliases, core_name
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
    names that share nothing lose every character but keep their kinds (Han, letter, figure). A name that holds another,
    as a shop its operator, keeps nothing of the cores of both.
    """
    held = [*aliases(one), *aliases(other)]
    taken, put = set(one + other), {}
    for char in sorted(_own(held) if len(held) > 2 else _shared(one, other)):
        family = char in SINGLE and any(normal_name(each)[:1] == char for each in held)
        every = sorted(SINGLE) if family else GIVEN
        put[char] = _other(char, [each for each in every if each not in taken], draw)
        taken.add(put[char])
    return _with(one, put), _with(other, put)


def _own(held: list[str]) -> set[str]:
    return {char for each in held for char in core_name(each)}


def _shared(one: str, other: str) -> set[str]:
    return set(core_name(one)) & set(core_name(other)) or set(one + other)


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
    core = core_name(name)
    plain = normal_name(name) == name and len(aliases(name)) == 1
    start, end = (name.index(core), name.index(core) + len(core)) if plain else (0, len(name))
    middle = "".join(put.get(normal_name(char), char) for char in name[start:end])
    return name[:start] + middle + name[end:]
