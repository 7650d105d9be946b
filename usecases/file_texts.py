"""The text of a file that somebody exported: UTF-8, UTF-16 or GB18030; what is none of these is named by its line."""

import codecs
from collections.abc import Iterable

from usecases.blacklist_xlsx import Unreadable

WIDE = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
FEW = 100  # one line in so many may look like UTF-8 by chance
THREE = (0xE4, 0xEA)  # the first of three bytes of a Han character in UTF-8
LOOKED_AT = 4096  # bytes, to tell UTF-16 without a mark


def decoded(content: bytes) -> str:
    """Return the text of a file with its mark cut off; raises Unreadable, never replaces or guesses a mixture."""
    for mark, name in WIDE:
        if content.startswith(mark):
            return _strictly(content.removeprefix(mark), name)
    bare = content.removeprefix(codecs.BOM_UTF8)
    wide = _wide(bare)
    if wide:
        return _strictly(bare, wide)
    try:
        return bare.decode("utf-8")
    except UnicodeDecodeError:
        _refuse_mixed(bare.splitlines())
    try:
        return bare.decode("gb18030")
    except UnicodeDecodeError as error:
        line = bare.count(b"\n", 0, error.start) + 1
        raise Unreadable("编码既不是 UTF-8，也不是 GB18030", line) from error


def _strictly(content: bytes, name: str) -> str:
    try:
        return content.decode(name)
    except UnicodeDecodeError as error:
        line = content[: error.start].decode(name, "ignore").count("\n") + 1
        raise Unreadable("UTF-16 编码不完整", line) from error


def _wide(content: bytes) -> str:
    """Return which UTF-16 a text without a mark is in: every other byte of its ASCII is nought; "" for none."""
    some = content[:LOOKED_AT]
    if b"\0" not in some or len(content) % 2:
        return ""
    first, second = some[0::2].count(0), some[1::2].count(0)
    if max(first, second) * 4 < len(some) // 2:
        return ""
    return "utf-16-be" if first > second else "utf-16-le"


def _refuse_mixed(lines: Iterable[bytes]) -> None:
    """Refuse a text of which some lines are in UTF-8 and others are not: read as one, it would be wrong in silence."""
    good, bad = list[int](), list[int]()
    for number, line in enumerate(lines, 1):
        if not line.isascii():
            (good if _is_utf8(line) else bad).append(number)
    if good and bad and len(good) * FEW >= len(good) + len(bad):
        words = f"编码混杂：第 {good[0]} 行是 UTF-8，第 {bad[0]} 行不是；请统一另存后再导入"
        raise Unreadable(words, max(good[0], bad[0]))


def _is_utf8(line: bytes) -> bool:
    """Tell whether a line holds Han characters in UTF-8."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return any(THREE[0] <= byte < THREE[1] for byte in line)
