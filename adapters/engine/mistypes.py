"""What is wrong with a record of the wrong types, in the clerks' words instead of the library's."""

import re
from functools import reduce
from typing import Any

import msgspec

from models.said import said

EXPECTED = re.compile(r"Expected `(?P<kind>[^`]+)`(?P<length> of length)?(?: (?P<sign>[<>]=) (?P<bound>\S+))?")
GOT = re.compile(r"got `(?P<kind>[^`]+)`")
KINDS = {
    "str": "文字", "int": "整数", "float": "数字", "bool": "真假值", "array": "数组", "object": "对象",
    "null": "空值",
}  # fmt: skip
LONGEST = 120  # characters of a library's own words


def in_words(error: Exception) -> tuple[str, str]:
    """Return what msgspec found wrong, and where ($.items[0].name; $ for the whole)."""
    what, _, place = str(error).partition(" - at `")
    wrong = _wrong(what) if isinstance(error, msgspec.ValidationError) else ""
    return wrong or said("不是正确的 JSON（{what}）", what=what[:LONGEST]), place.removesuffix("`") or "$"


def _wrong(what: str) -> str:
    expected, got = EXPECTED.match(what), GOT.search(what)
    if expected is None:
        return said("类型或长度不对（{what}）", what=what[:LONGEST])
    fields: dict[str, Any] = {"expected": _kinds(expected["kind"]), "bound": expected["bound"]}
    if got is not None:
        return said("应为{expected}，收到的是{got}", got=_kinds(got["kind"]), **fields)
    if expected["length"]:
        most = "应为{expected}，最多{bound}个字符"
        return said(most if expected["sign"] == "<=" else "应为{expected}，至少{bound}个字符", **fields)
    return said("应为{expected}，最大{bound}" if expected["sign"] == "<=" else "应为{expected}，最小{bound}", **fields)


def _kinds(names: str) -> str:
    words = [KINDS.get(name, name) for name in names.split(" | ")]
    return reduce(lambda one, other: said("{one}或者{other}", one=one, other=other), words)
