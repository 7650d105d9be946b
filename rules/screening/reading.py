"""The input of `law screen`, read strictly: an unknown key, a wrong type or an impossible date anywhere is an error."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from models.errors import InvalidInput
from models.values import Item, PartyKind
from rules.basis import LegalBasis
from rules.calendar import real_day
from rules.screening.case import Applicant, Business, Case, Defaulter, Party, Premises, Record, party

BASIS = LegalBasis("鹭桥命令行约定", "commands.md", "law screen", "contract")
Reader = Callable[[Any], Any]
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)


class Wrong(ValueError):
    """What is wrong with one value; the place is put in front on the way out."""


def _at(place: str, error: Wrong) -> Wrong:
    """Put the place in front: kind：… in applicant becomes applicant.kind：…."""
    text = str(error)
    if "：" not in text:
        return Wrong(f"{place}：{text}")
    return Wrong(f"{place}{text}" if text.startswith("[") else f"{place}.{text}")


def _text(value: Any) -> str:
    if type(value) is not str:
        raise Wrong("应为文本")
    return value


def _flag(value: Any) -> bool:
    if type(value) is not bool:
        raise Wrong("应为true或false")
    return value


def _distance(value: Any) -> float:
    if type(value) not in {int, float} or not math.isfinite(value) or value < 0:
        raise Wrong("应为不小于零的数")
    return float(value)


def _day(value: Any) -> date:
    found = real_day(value) if type(value) is str else None
    if found is None:
        raise Wrong("应为真实存在的日期YYYY-MM-DD")
    return found


def _as_of(value: Any) -> str:
    """Accept a day or a moment; an impossible one is an error like any other impossible date."""
    if type(value) is str and real_day(value) is not None:
        return value
    if type(value) is not str or not MOMENT.fullmatch(value):
        raise Wrong("应为日期或者带时区的时刻")
    try:
        datetime.fromisoformat(value)
    except ValueError as error:
        raise Wrong("时刻不存在") from error
    return value


def _word(*words: str) -> Reader:
    known = frozenset(words)

    def read(value: Any) -> str:
        if type(value) is not str or value not in known:
            raise Wrong(f"应为{'、'.join(words)}之一")
        return value

    return read


def _object(value: Any, readers: Mapping[str, Reader]) -> dict[str, Any]:
    """Return the values of an object that are given; null is the same as not given."""
    if type(value) is not dict:
        raise Wrong("应为对象")
    found = {}
    key = ""
    try:
        for key, raw in value.items():
            reader = readers.get(key)
            if reader is None:
                raise Wrong("没有这个键")  # noqa: TRY301
            if raw is not None:
                found[key] = reader(raw)
    except Wrong as error:
        raise _at(key, error) from None
    return found


NUMBERS: dict[str, Reader] = {"name": _text, "id_no": _text, "uscc": _text}
REPRESENTATIVE: dict[str, Reader] = {"name": _text, "id_no": _text}


def _party(value: Any) -> Party:
    found = _object(value, NUMBERS)
    return party(found.get("name"), found.get("id_no"), found.get("uscc"))


def _representative(value: Any) -> Party:
    found = _object(value, REPRESENTATIVE)
    return party(found.get("name"), found.get("id_no"))


APPLICANT: dict[str, Reader] = {
    "kind": _word(*PartyKind),
    **NUMBERS,
    "birth_on": _day,
    "legal_rep": _representative,
    "investor_origin": _word("domestic", "foreign", "hk", "macao", "taiwan"),
    "franchise_of_foreign": _flag,
}
PREMISES: dict[str, Reader] = {
    "address": _text,
    "district": _text,
    "is_hotel": _flag,
    "fixed": _flag,
    "separate_from_home": _flag,
    "school_distance_m": _distance,
    "holds_licence": _flag,
    "vending_machine": _flag,
}
RECORD: dict[str, Reader] = {
    "kind": _word("disqualification", "non_acceptance", "refusal", "annulment", "penalty"),
    "on": _day,
    "cause": _word("concealment", "false_material", "fraud", "bribery", "agency_fault", "unlicensed_trading", "other"),
    "in_force": _flag,
    "act": _text,
    "by": _word("tobacco", "market_supervision", "other"),
    "party": _party,
}
DEFAULTER: dict[str, Reader] = {"status": _word("hit", "clear", "unavailable"), "party": _party, "as_of": _as_of}
BUSINESS: dict[str, Reader] = {"status": _word("ok", "revoked", "unavailable"), "scope_has_tobacco": _flag}


def _applicant(value: Any) -> Applicant:
    found = _object(value, APPLICANT)
    if "kind" not in found:
        raise Wrong("kind：必须填写")
    own = party(found.get("name"), found.get("id_no"), found.get("uscc"))
    return Applicant(
        PartyKind(found["kind"]),
        own,
        found.get("birth_on"),
        found.get("legal_rep", Party()),
        found.get("investor_origin"),
        found.get("franchise_of_foreign"),
    )


def _records(value: Any) -> tuple[Record, ...]:
    if type(value) is not list:
        raise Wrong("应为列表")
    records = []
    for position, row in enumerate(value):
        try:
            records.append(Record(**_object(row, RECORD)))
        except Wrong as error:
            raise _at(f"[{position}]", error) from None
    return tuple(records)


CASE: dict[str, Reader] = {
    "id": _text,
    "item": _word(*Item),
    "received_on": _day,
    "applicant": _applicant,
    "premises": lambda value: Premises(**_object(value, PREMISES)),
    "records": _records,
    "defaulter": lambda value: Defaulter(**_object(value, DEFAULTER)),
    "business": lambda value: Business(**_object(value, BUSINESS)),
}
MANDATORY = ("id", "item", "received_on", "applicant")


def read_case(value: Any) -> Case:
    """Return the case of one decoded line.

    Raises: InvalidInput with the place and what is wrong there (premises.is_hotel：应为true或false).
    """
    try:
        found = _object(value, CASE)
        for key in MANDATORY:
            if key not in found:
                raise Wrong(f"{key}：必须填写")  # noqa: TRY301
    except Wrong as error:
        raise InvalidInput(str(error)) from None
    found["item"] = Item(found["item"])
    return Case(**found)
