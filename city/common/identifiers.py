"""Check digits of identity numbers and credit codes, the city's own reading of both standards."""

import re
from datetime import date

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUES = {letter: value for value, letter in enumerate(USCC_ALPHABET)}
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ID_FORM = re.compile(r"[0-9]{17}[0-9X]")
_USCC_FORM = re.compile(f"[{USCC_ALPHABET}]{{18}}")


def id_check(body: str) -> str:
    """The 18th character of an identity number, for its first 17 digits (GB 11643-1999)."""
    return _ID_CHECKS[sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True)) % 11]


def id_valid(number: str) -> bool:
    """Whether 18 characters are an identity number: form, real birth date, check digit; upper-case X only."""
    if not _ID_FORM.fullmatch(number):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return id_check(number[:17]) == number[17]


def uscc_check(body: str) -> str:
    """The 18th character of a unified social credit code, for its first 17 (GB 32100-2015)."""
    total = sum(_USCC_VALUES[letter] * weight for letter, weight in zip(body, _USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[(31 - total % 31) % 31]


def uscc_valid(code: str) -> bool:
    """Whether 18 characters are a unified social credit code: alphabet and check digit."""
    return _USCC_FORM.fullmatch(code) is not None and uscc_check(code[:17]) == code[17]


def organisation_check(body: str) -> str:
    """The 9th character of an organisation code, for its first 8 (GB 11714)."""
    total = sum(int(letter, 36) * weight for letter, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    check = 11 - total % 11
    return {10: "X", 11: "0"}.get(check, str(check))
