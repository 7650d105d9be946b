"""What would give a reporter away: their name, numbers, address and other telling words, found in any writing."""

import re
import unicodedata
from collections.abc import Iterable

from models.complaints import Reporter
from rules.basis import LegalBasis

BASIS = LegalBasis("行政处罚法", 2021, "第五十条", "APL 50")  # who works on a case keeps secrets and private matters
NUMERALS = str.maketrans("零〇一二三四五六七八九幺两", "0012345678912")
PARTED = re.compile(r"[\s,;]+")
TAIL, LEAST_NUMBER, LEAST_WORD, LEAST_ADDRESS = 8, 5, 2, 4  # characters


def giving_away(reporter: Reporter, text: str) -> list[str]:
    """Return what of a reporter a text holds (姓名, 电话 …), never the words themselves; blanks hide none."""
    plain = _plain(text)
    digits = plain.translate(NUMERALS)
    wanted = {
        "姓名": _within(plain, [reporter.name], LEAST_WORD),
        "电话": _ends(digits, reporter.phone),
        "证件号码": _ends(digits, reporter.id_no),
        "住址": _within(plain, [reporter.address], LEAST_ADDRESS),
        "其他可以认出的字样": _within(plain, reporter.words, LEAST_WORD),
    }
    return [name for name, found in wanted.items() if found]


def words_in(text: str) -> tuple[str, ...]:
    """Return the words of a list that a clerk typed, parted by commas, points or blanks."""
    plain = unicodedata.normalize("NFKC", text).replace("、", " ")
    return tuple(word for word in PARTED.split(plain) if word)


def _plain(text: str) -> str:
    """Return the letters and figures of a text, all of one width and case."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def _within(plain: str, words: Iterable[str], least: int) -> bool:
    known = [_plain(word) for word in words]
    return any(len(word) >= least and word in plain for word in known)


def _ends(digits: str, number: str) -> bool:
    """Tell whether the end of a number stands in a text: the last eight of it are somebody's as much as the whole."""
    end = _plain(number).translate(NUMERALS)[-TAIL:]
    return len(end) >= LEAST_NUMBER and end in digits
