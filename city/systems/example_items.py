"""The items of a record at the practice platform, and what each must hold (its interface description, 5)."""

import re
from collections.abc import Callable
from datetime import date, datetime

KINDS = ("1", "2", "3")
COMMON = {"xdrmc": 200, "xdrlb": 1, "wsh": 128, "nr": 4000, "jdrq": 8, "jdjg": 200, "jdjgdm": 18}
OWN = {
    "XK": {"wsmc": 64, "xklb": 2, "yxqz": 8, "yxqzi": 8, "zt": 1},
    "CF": {"wfxw": 2000, "ss": 5000, "yj": 2048, "cflb": 20, "yxq": 8},
}
OPTIONAL = {
    "XK": {"xydm": 18, "fzr": 50, "zjhm": 64, "zsbh": 64},
    "CF": {"xydm": 18, "fzr": 50, "zjhm": 64, "fkje": 19, "msje": 19},
}
CODES = {
    "xdrlb": frozenset(KINDS),
    "xklb": frozenset({"01", "02", "03", "04", "05", "99"}),
    "zt": frozenset({"Y", "N"}),
}
LABELS = frozenset("123459")
DAYS = ("jdrq", "yxqz", "yxqzi", "yxq")
MASKED = re.compile(r"\d{8}\*{6}\d{3}[\dX]", re.ASCII)
AMOUNT = re.compile(r"(0|[1-9]\d{0,11})\.\d{6}", re.ASCII)


class Wrong(Exception):
    """Why a row is refused: its code, the item, and words for a person."""

    def __init__(self, code: str, item: str, words: str) -> None:
        super().__init__(f"{code} {item}")
        self.code, self.item, self.words = code, item, words


def check(kind: str, items: object, today: date) -> None:
    """Raise Wrong for the first item that is not as the interface description has it."""
    if not isinstance(items, dict) or not all(isinstance(value, str) for value in items.values()):
        raise Wrong("E03", "xx", "信息项应为文本")
    needed = COMMON | OWN[kind]
    known = needed | OPTIONAL[kind]
    for name, value in items.items():
        if name not in known or not value:
            raise Wrong("E03", name, "没有这个信息项，或没有值")
        if len(value) > known[name]:
            raise Wrong("E03", name, f"超过 {known[name]} 字")
    for name in needed:
        if name not in items:
            raise Wrong("E01", name, "缺少必填项")
    for one in (_check_codes, _check_days, _check_party, _check_amounts):
        one(items)
    if _day(items["jdrq"]) > today:
        raise Wrong("E04", "jdrq", "晚于平台当天")


def _check_codes(items: dict[str, str]) -> None:
    for name, codes in CODES.items():
        if name in items and items[name] not in codes:
            raise Wrong("E02", name, "代码不在代码表内")
    if "cflb" in items and not LABELS.issuperset(items["cflb"].split(";")):
        raise Wrong("E02", "cflb", "代码不在代码表内")


def _check_days(items: dict[str, str]) -> None:
    for name in DAYS:
        if name in items:
            _day(items[name], name)


def _check_party(items: dict[str, str]) -> None:
    kind = items["xdrlb"]
    rules: list[tuple[str, bool, Callable[[str], bool]]] = [
        ("xydm", kind == "3", lambda text: kind != "1" and len(text) == COMMON["jdjgdm"]),
        ("fzr", kind != "1", lambda _text: kind != "1"),
        ("zjhm", kind == "1", lambda text: kind == "1" and _masked(text)),
    ]
    for name, needed, fits in rules:
        if needed and name not in items:
            raise Wrong("E01", name, "这类相对人必填")
        if name in items and not fits(items[name]):
            raise Wrong("E03", name, "这类相对人不得填，或写法不对")


def _check_amounts(items: dict[str, str]) -> None:
    classes = items.get("cflb", "").split(";")
    for name, label in (("fkje", "2"), ("msje", "3")):
        if (label in classes) is not (name in items):
            raise Wrong("E01" if label in classes else "E03", name, "与处罚类别不一致")
        if name in items and not AMOUNT.fullmatch(items[name]):
            raise Wrong("E03", name, "应为万元，六位小数")


def _day(text: str, name: str = "jdrq") -> date:
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007  a day without a time
    except ValueError as error:
        raise Wrong("E03", name, "不是 YYYYMMDD 的日期") from error


def _masked(text: str) -> bool:
    """Return whether a number hides its middle as the page says; a passport hides whatever it likes."""
    return bool(MASKED.fullmatch(text)) or (len(text) != 18 and "*" in text)
