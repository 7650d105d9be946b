"""Numbers of natural persons: identity card, residence permits of the three regions, permanent residence card."""

import re
from datetime import date
from functools import lru_cache

from models.said import said
from rules.basis import LegalBasis
from rules.identifiers.divisions import EARLIEST, LATEST, division_name, division_warning
from rules.identifiers.result import Identifier, Part
from rules.identifiers.text import normal_number

BASIS = LegalBasis("公民身份号码", "GB 11643-1999", "第4条", "GB11643")
CHECKS = "10X98765432"
BASE = 13  # leaves the same remainders of 11 as 2, whose powers the weights are: one conversion adds everything up
FORM = re.compile(r"[0-9]{17}[0-9X]")
OLD = re.compile(r"[0-9]{15}")
OLD_FOREIGN = re.compile(r"[A-Z]{3}[0-9]{12}")  # still valid beside the 18 digits of 2023-12-01
MOBILE = re.compile(r"1[3-9][0-9]{9}")
RESIDENCE = {"810000": "hk_residence", "820000": "macao_residence", "830000": "taiwan_residence"}


def id_check(body: str) -> str:
    """Return the check character of the first 17 digits (ISO 7064 MOD 11-2)."""
    return CHECKS[2 * int(body, BASE) % 11]


@lru_cache(maxsize=4096)
def normal_id(text: str) -> str:
    """Return the normal form of an ID number; an old one of 15 digits becomes 18."""
    number = normal_number(text)
    if len(number) == 15 and OLD.fullmatch(number):
        body = f"{number[:6]}19{number[6:]}"
        return body + id_check(body)
    return number


def birth_of(number: str) -> date | None:
    """Return the birth date of a whole and right 18-character number in normal form, else None."""
    if len(number) != 18 or not FORM.fullmatch(number) or id_check(number[:17]) != number[17]:
        return None
    return _real_date(number)


def is_plain_id(number: str, today: date) -> bool:
    """Tell whether `check_id` would find a citizen's number, nothing to say about it, and change nothing."""
    birth = birth_of(number)
    if birth is None or birth.year < 1900 or birth > today or id_type(number) != "citizen":
        return False
    return division_warning(number[:6], birth.year) is None


def check_id(text: str, today: date | None = None) -> Identifier:
    """Check a person's number; with `today`, a birth in the future is a fault.

    Kinds (parts["type"]): citizen, hk_residence, macao_residence, taiwan_residence, foreign_permanent.
    """
    given, number = normal_number(text), normal_id(text)
    if OLD_FOREIGN.fullmatch(given):
        return _old_foreign(given)
    if not FORM.fullmatch(number):
        return Identifier("ID", number, faults=("应为18位（17位数字加1位数字或X）或15位旧号",))
    birth = _real_date(number)
    faults, warnings = _faults(number, birth, today), _warnings(number, birth)
    if len(given) == 15:
        warnings = ("15位旧号，已换算为18位", *warnings)
    return Identifier("ID", number, _parts(number, birth), faults, warnings)


def is_plain_mobile(number: str) -> bool:
    """Tell whether a text is a mobile number in normal form."""
    return MOBILE.fullmatch(number) is not None


def check_mobile(text: str) -> Identifier:
    """Check a mobile number; the country code +86 is taken off."""
    number = normal_number(text).removeprefix("+86").replace("-", "")
    faults = () if MOBILE.fullmatch(number) else ("应为以13至19开头的11位手机号码",)
    return Identifier("MOBILE", number, {"number": number}, faults)


def _real_date(number: str) -> date | None:
    """Return the date at digits 7–14, None where no such day exists."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def _faults(number: str, birth: date | None, today: date | None) -> tuple[str, ...]:
    faults = []
    if birth is None:
        faults.append(said("出生日期{number}不存在", number=number[6:14]))
    elif today is not None and birth > today:
        faults.append(said("出生日期{birth}在今天之后", birth=birth))
    wanted = id_check(number[:17])
    if wanted != number[17]:
        faults.append(said("校验码应为{wanted}，实为{number}", wanted=wanted, number=number[17]))
    return tuple(faults)


def _warnings(number: str, birth: date | None) -> tuple[str, ...]:
    kind, warnings = id_type(number), []
    code = number[1:3] + "0000" if kind == "foreign_permanent" else number[:6]
    if kind not in RESIDENCE.values():
        warnings.append(division_warning(code, birth.year if birth else EARLIEST))
    if birth and birth.year < 1900:
        warnings.append(said("出生日期{birth}过早", birth=birth))
    return tuple(text for text in warnings if text)


def id_type(number: str) -> str:
    """Return what card an 18-character number belongs to."""
    if number[0] == "9":
        return "foreign_permanent"
    return RESIDENCE.get(number[:6], "citizen")


def _parts(number: str, birth: date | None) -> dict[str, Part]:
    """Take a number apart; the name of the division is the one of the birth year."""
    kind = id_type(number)
    parts: dict[str, Part] = {"type": kind}
    if kind == "foreign_permanent":
        parts |= {"province": number[1:3], "country": number[3:6]}
    else:
        parts |= {"division": number[:6], "division_name": division_name(number[:6], birth.year if birth else LATEST)}
    sex = "male" if int(number[16]) % 2 else "female"
    sequence = {"sequence": number[14:17], "sex": sex, "check": number[17]}
    return parts | {"birth_on": birth.isoformat() if birth else None} | sequence


def _old_foreign(number: str) -> Identifier:
    """Answer for the former number of 3 letters and 12 digits; its inner layout is not published."""
    parts: dict[str, Part] = {"type": "foreign_permanent_old", "country": number[:3]}
    return Identifier("ID", number, parts, warnings=("旧版外国人永久居留证号码，只能核对格式",))
