"""The number of a tobacco retail licence: 6 division, 1 nature of the holder, 5 serial."""

import re

from models.said import said
from models.values import PartyKind
from rules.basis import LegalBasis
from rules.identifiers.divisions import LATEST, XIAMEN, division_name
from rules.identifiers.result import Identifier, Part
from rules.identifiers.text import normal_number

BASIS = LegalBasis("烟草专卖零售许可证编号", "东方烟草报 2023-03-23", "12位编号说明", "LICENCE-NO")
FORM = re.compile(r"[0-9]{12}")
NATURES = {"1": "个体工商户", "2": "企业及其他"}


def is_plain_licence(number: str) -> bool:
    """Tell whether `check_licence` would find nothing to say, and change nothing."""
    return FORM.fullmatch(number) is not None and number[:6] in XIAMEN and number[6] in NATURES


def check_licence(text: str) -> Identifier:
    """Check a licence number; no check digit exists, so a strange part is only a warning."""
    number = normal_number(text)
    if not FORM.fullmatch(number):
        return Identifier("LICENCE", number, faults=("应为12位数字",))
    parts: dict[str, Part] = {
        "division": number[:6],
        "division_name": division_name(number[:6], LATEST),
        "nature": number[6],
        "nature_name": NATURES.get(number[6]),
        "serial": number[7:],
    }
    return Identifier("LICENCE", number, parts, warnings=licence_warnings(number))


def licence_warnings(number: str) -> tuple[str, ...]:
    """Return what is unusual in a licence number of 12 digits."""
    warnings = []
    if number[:6] not in XIAMEN:
        warnings.append(said("区划代码{number}不是厦门的", number=number[:6]))
    if number[6] not in NATURES:
        warnings.append(said("第7位{number}既不是1也不是2", number=number[6]))
    return tuple(warnings)


def licence_number(division: str, kind: PartyKind, serial: int) -> str:
    """Return the number for the next licence of a division; ValueError when the serial has run out."""
    if not 1 <= serial <= 99999:
        raise ValueError(serial)
    nature = "1" if kind in {PartyKind.SOLE_TRADER, PartyKind.PERSON} else "2"
    return f"{division}{nature}{serial:05d}"
