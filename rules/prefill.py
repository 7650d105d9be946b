"""Form filling from shared data: each field's value with its source and time, conflicts side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rules.basis import LegalBasis
from rules.identifiers import normal_id, normal_number
from rules.names import normal_name

BASIS = LegalBasis("国务院关于在线政务服务的若干规定", "国务院令第716号", "第七条", "ONLINE 7")
POLICE, BUSINESS, ELICENCE, OWN = "公安核验", "商事登记", "电子证照", "本局许可证登记簿"
NATIONAL, EARLIER, STATED = "三统一系统", "以前的申请", "本次申请填报"
ORDER = (POLICE, BUSINESS, OWN, NATIONAL, ELICENCE, EARLIER, STATED)  # whose value is taken where several have one
NUMBERS = frozenset({"applicant.id_no", "applicant.legal_rep_id_no"})
CODES = frozenset({"applicant.uscc", "licence_no", "applicant.mobile"})
FIELDS = (
    "applicant.kind", "applicant.name", "applicant.id_no", "applicant.uscc", "applicant.legal_rep_name",
    "applicant.legal_rep_id_no", "applicant.mobile", "premises.name", "premises.address", "premises.district",
    "licence_no", "licence.status", "licence.valid_to", "business.status", "business.scope",
    "attachment.business_licence", "attachment.id_card",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceValue:
    """What one source says a field is; `as_of` is RFC 3339 or a day, `fresh` = young enough to be used unasked."""

    field: str
    value: str
    source: str
    as_of: str
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class FilledValue:
    """The value that fills a field, with source and time; `conflicts` are the sources that say otherwise.

    `agreeing` names the other sources that say the same.
    """

    field: str
    value: str
    source: str
    as_of: str
    conflicts: tuple[SourceValue, ...]
    agreeing: tuple[str, ...]
    fresh: bool


def merge(said: Iterable[SourceValue]) -> list[FilledValue]:
    """Return one value a field, in the order of the form: the first source of ORDER fills it, others stand beside.

    A fresh answer goes before an old one whatever its source. Empty values are no answers.
    """
    by_field: dict[str, list[SourceValue]] = {}
    for one in said:
        if one.value.strip():
            by_field.setdefault(one.field, []).append(one)
    return [_filled(by_field[field]) for field in FIELDS if field in by_field]


def _filled(found: Sequence[SourceValue]) -> FilledValue:
    ordered = sorted(found, key=lambda one: (not one.fresh, ORDER.index(one.source)))
    first = ordered[0]
    same = {one.source for one in ordered if equal(one.field, one.value, first.value)} - {first.source}
    other = tuple(one for one in ordered if not equal(one.field, one.value, first.value))
    agreeing = tuple(source for source in ORDER if source in same)
    return FilledValue(first.field, first.value, first.source, first.as_of, other, agreeing, first.fresh)


def equal(field: str, one: str, other: str) -> bool:
    """Tell whether two values of a field are the same when written in normal form."""
    normal = normal_id if field in NUMBERS else normal_number if field in CODES else normal_name
    return normal(one) == normal(other)


def conflicts(filled: Iterable[FilledValue]) -> Mapping[str, tuple[SourceValue, ...]]:
    """Return the fields on which sources differ, with every value that differs from the one taken."""
    return {one.field: one.conflicts for one in filled if one.conflicts}
