"""Numbers of organisations: unified social credit code and the former registration number."""

import re
from operator import mul

from models.said import said
from rules.basis import LegalBasis
from rules.identifiers.divisions import EARLIEST, LATEST, division_name, division_warning
from rules.identifiers.result import Identifier, Part
from rules.identifiers.text import normal_number

BASIS = LegalBasis("法人和其他组织统一社会信用代码编码规则", "GB 32100-2015", "第4条", "GB32100")
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
VALUES = {char: value for value, char in enumerate(ALPHABET)}
BASE = 34  # leaves the same remainder of 31 as 3, whose powers the weights are: one conversion adds everything up
DIGITS = bytes.maketrans(f"{ALPHABET}IOSVZ".encode(), b"0123456789ABCDEFGHIJKLMNOPQRSTU?????")
FORM = re.compile(f"[{ALPHABET}]{{18}}")
INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714, where letters count on to Z = 35
INNER_VALUES = {char: int(char, 36) for char in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
DEPARTMENTS = {
    "1": "机构编制", "2": "外交", "3": "司法行政", "4": "文化", "5": "民政", "6": "旅游", "7": "宗教", "8": "工会",
    "9": "市场监督管理", "A": "中央军委改革和编制", "N": "农业", "Y": "其他",
}  # fmt: skip
MARKET = {"1": "企业", "2": "个体工商户", "3": "农民专业合作社", "9": "其他"}
REGISTRATION = re.compile(r"[0-9]{15}")
REGISTERED = {"0123": "内资", "45": "外资", "6789": "个体工商户"}  # old practice, shown only


def uscc_check(body: str) -> str:
    """Return the check character of the first 17 characters; ValueError outside the alphabet."""
    return ALPHABET[-int(body[::-1].encode().translate(DIGITS), BASE) % 31]


def inner_check(organisation: str) -> str:
    """Return the check character of the 8 characters of an organisation code (GB 11714)."""
    return "0X987654321"[sum(map(mul, INNER_WEIGHTS, map(INNER_VALUES.__getitem__, organisation))) % 11]


def is_uscc(number: str) -> bool:
    """Tell whether a number in normal form is a whole and right USCC."""
    return len(number) == 18 and FORM.fullmatch(number) is not None and uscc_check(number[:17]) == number[17]


def is_plain_uscc(number: str) -> bool:
    """Tell whether `check_uscc` would find nothing to say, not even a warning, and change nothing."""
    if not is_uscc(number) or number[0] not in DEPARTMENTS or inner_check(number[8:16]) != number[16]:
        return False
    return number[0] != "9" or (number[1] in MARKET and number[2:8].isdigit())


def check_uscc(text: str) -> Identifier:
    """Check a unified social credit code; an inner mismatch is only a warning (real codes have it)."""
    number = normal_number(text)
    if len(number) != 18:
        return Identifier("USCC", number, faults=(said("应为18位，实为{count}位", count=len(number)),))
    strange = "".join(dict.fromkeys(char for char in number if char not in VALUES))
    if strange:
        return Identifier("USCC", number, faults=(said("含有代码不使用的字符：{strange}", strange=strange),))
    wanted = uscc_check(number[:17])
    faults = (
        () if wanted == number[17] else (said("校验码应为{wanted}，实为{number}", wanted=wanted, number=number[17]),)
    )
    return Identifier("USCC", number, _parts(number), faults, _warnings(number))


def _parts(number: str) -> dict[str, Part]:
    category = MARKET.get(number[1]) if number[0] == "9" else None
    return {
        "department": number[0],
        "department_name": DEPARTMENTS.get(number[0]),
        "category": number[1],
        "category_name": category,
        "division": number[2:8],
        "division_name": division_name(number[2:8], LATEST),
        "organisation_code": number[8:17],
        "check": number[17],
    }


def _warnings(number: str) -> tuple[str, ...]:
    warnings = []
    if number[0] not in DEPARTMENTS:
        warnings.append(said("登记管理部门代码{number}不常见", number=number[0]))
    if number[0] == "9" and number[1] not in MARKET:
        warnings.append(said("机构类别代码{number}不常见", number=number[1]))
    if number[0] == "9" and not number[2:8].isdigit():
        warnings.append(said("登记机关区划{number}含有字母", number=number[2:8]))
    wanted = inner_check(number[8:16])
    if wanted != number[16]:
        warnings.append(
            said("组织机构代码的校验码按GB 11714应为{wanted}，实为{number}", wanted=wanted, number=number[16])
        )
    return tuple(warnings)


def registration_check(body: str) -> str:
    """Return the check digit of the first 14 digits (ISO 7064 MOD 11,10)."""
    product = 10
    for digit in body:
        product = (((product + int(digit)) % 10 or 10) * 2) % 11
    return str((11 - product) % 10)


def check_registration(text: str) -> Identifier:
    """Check a business registration number as it was before 2015 (15 digits)."""
    number = normal_number(text)
    if not REGISTRATION.fullmatch(number):
        return Identifier("REGISTRATION", number, faults=("应为15位数字",))
    wanted = registration_check(number[:14])
    faults = (
        () if wanted == number[14] else (said("校验码应为{wanted}，实为{number}", wanted=wanted, number=number[14]),)
    )
    nature = next(name for digits, name in REGISTERED.items() if number[6] in digits)
    parts: dict[str, Part] = {
        "organ": number[:6],
        "organ_name": division_name(number[:6], LATEST),
        "sequence": number[6:14],
        "nature": nature,
        "check": number[14],
    }
    warning = division_warning(number[:6], EARLIEST)
    return Identifier("REGISTRATION", number, parts, faults, (warning,) if warning else ())
