"""Identity numbers and credit codes that lead back to the party they were made for."""

from datetime import date, timedelta

from city.common.dice import Dice, mark
from city.common.identifiers import USCC_ALPHABET, id_check, organisation_check, uscc_check

_DAYS = 14983  # a prime: the birthdays of 41 years
_FIRST_BIRTHDAY = date(1960, 1, 1)
_DAY_STEP, _CODE_STEP = 7919, 611953
_CODES = 31**6
_PER_DAY = 60  # sequence numbers kept for each turn through the birthdays
_DIVISIONS = (
    "350203", "350203", "350206", "350206", "350205", "350211", "350212", "350213",
    "350202", "350204", "350221", "350212", "350526", "350623", "362330", "411528",
)  # fmt: skip
_SALT_ID, _SALT_CODE = mark("identity"), mark("credit code")
_LETTERS = {letter: value for value, letter in enumerate(USCC_ALPHABET)}


def birthday(seed: int, party: int) -> date:
    """The birthday of an adult party."""
    return _FIRST_BIRTHDAY + timedelta(days=(party * _DAY_STEP + seed * 31) % _DAYS)


def identity_number(seed: int, party: int, born: date, *, ends_in_x: bool = False) -> str:
    """An 18-character identity number with a right check digit; only `party` has it."""
    dice = Dice(seed, _SALT_ID, party)
    division = dice.pick(_DIVISIONS)
    serial = 1 + (party // _DAYS) * _PER_DAY + dice.below(30)
    body = f"{division}{born:%Y%m%d}{serial:03d}"
    while ends_in_x and id_check(body) != "X":
        serial += 1
        body = f"{division}{born:%Y%m%d}{serial:03d}"
    return body + id_check(body)


def parties_born(seed: int, number: str, limit: int) -> range:
    """The few parties below `limit` whose birthday is the one in an identity number; empty for other years."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return range(0)
    day = (born - _FIRST_BIRTHDAY).days
    if not 0 <= day < _DAYS:
        return range(0)
    first = (day - seed * 31) * pow(_DAY_STEP, -1, _DAYS) % _DAYS
    return range(first, limit, _DAYS)


def credit_code(seed: int, party: int, prefix: str, district: str) -> str:
    """A unified social credit code with right check digits; `prefix` is 91, 92 or 93."""
    value = (party * _CODE_STEP + Dice(seed, _SALT_CODE).below(_CODES)) % _CODES
    letters = ""
    for _ in range(6):
        value, digit = divmod(value, 31)
        letters += USCC_ALPHABET[digit]
    organisation = "MA" + letters
    body = prefix + district + organisation + organisation_check(organisation)
    return body + uscc_check(body)


def party_of_code(seed: int, code: str) -> int:
    """The party that a credit code of this city would belong to; the caller compares the whole code."""
    value = 0
    for letter in reversed(code[10:16]):
        value = value * 31 + _LETTERS.get(letter, 0)
    return (value - Dice(seed, _SALT_CODE).below(_CODES)) * pow(_CODE_STEP, -1, _CODES) % _CODES
