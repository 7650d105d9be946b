"""The dossier (一卷一档): the archive's order, running pages, what is lacking, how long it is kept."""

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from models.errors import InvalidInput
from models.said import said
from rules.basis import LegalBasis
from rules.periods import add_years

BASIS = LegalBasis("档案法", 2020, "第三十七条", "ARCHIVE 37")
SUPPLEMENT, OTHER = "supplement", "paper"


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the archive's order; `kinds` are document kinds, `papers` kinds of attachments."""

    code: str
    title: str
    place: int
    kinds: frozenset[str] = frozenset()
    papers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a dossier must hold: something of `part` (of `kinds`, if said), for these items, outcomes and steps."""

    part: str
    name: str
    basis: str
    valid_from: date
    valid_to: date | None = None
    kinds: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Retention:
    """How long dossiers of some outcomes are kept; `years` None = for ever."""

    code: str
    title: str
    outcomes: frozenset[str]
    valid_from: date
    years: int | None = None
    verified: bool = False


UNDECIDED = Retention("", "办结后确定", frozenset(), date.min)


@dataclass(frozen=True, slots=True)
class Course:
    """What became of the matter: item, outcome (granted, refused, …, act; "" = open yet), the deeds that count."""

    item: str
    outcome: str
    steps: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """One piece: `key` names it for ever (document:…, attachment:…), `kind` its document or attachment kind.

    `data` are the values of a sheet that we set ourselves; then `sha256` is that of their canonical JSON.
    `lacking` says why there are no bytes, or why they are no pages.
    """

    section: str
    key: str
    title: str
    sha256: str
    media_type: str
    made_at: str = ""
    signer: str = ""
    kind: str = ""
    pages: int = 0
    data: Mapping[str, Any] | None = None
    lacking: str = ""
    supplement: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the catalogue: position from 1, pages from 1, both ends included."""

    position: int
    page_from: int
    page_to: int
    part: Part


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is lacking: what, and why it must be there."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Book:
    """The order, the requirements and the retention periods."""

    basis: tuple[str, ...]
    sections: Mapping[str, Section]
    required: tuple[Requirement, ...]
    retentions: tuple[Retention, ...]

    def section_of(self, kind: str) -> str:
        """Return where a kind of document or attachment belongs; an unknown one to the papers."""
        return next((s.code for s in self.sections.values() if kind in s.kinds | s.papers), OTHER)

    def retention(self, outcome: str, on: date) -> Retention:
        """Return the retention class of an outcome on a day; raises InvalidInput where none is kept."""
        if not outcome:
            return UNDECIDED
        known = [r for r in self.retentions if outcome in r.outcomes and r.valid_from <= on]
        if not known:
            raise InvalidInput(said("没有“{outcome}”的保管期限。", outcome=outcome), do_next="请检查 dossier.toml。")
        return max(known, key=lambda r: r.valid_from)


@dataclass(frozen=True, slots=True)
class Arranged:
    """A dossier in order."""

    entries: tuple[Entry, ...]
    gaps: tuple[Gap, ...]
    retention: Retention
    retention_until: date | None
    pages: int


def parse(text: str) -> Book:
    """Read dossier.toml; raises InvalidInput naming what is wrong."""
    try:
        raw = tomllib.loads(text)
        basis = tuple(raw["basis"])
        sections = {row["code"]: Section(**_sets(row)) for row in raw["part"]}
        required = tuple(Requirement(**_sets(row)) for row in raw["require"])
        retentions = tuple(Retention(**_sets(row)) for row in raw["retention"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise InvalidInput(said("dossier.toml 有误：{error}。", error=error), do_next="请改正后重试。") from error
    unknown = [r.part for r in required if r.part not in sections]
    if unknown:
        raise InvalidInput(said("dossier.toml 没有“{unknown}”这一部分。", unknown=unknown[0]), do_next="请改正后重试。")
    return Book(basis, sections, required, retentions)


def _sets(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: frozenset(value) if isinstance(value, list) else value for name, value in row.items()}


def arrange(parts: Sequence[Part], course: Course, on: date, book: Book) -> Arranged:
    """Return the parts in the archive's order with running pages, what is lacking, and until when all is kept.

    Within a section the order of `parts` stays; what was supplemented comes last, in its own order.
    """
    ordered = sorted(parts, key=lambda p: (p.supplement, book.sections[p.section].place))
    entries, page = [], 0
    for position, part in enumerate(ordered, 1):
        entries.append(Entry(position, page + 1, page + part.pages, part))
        page += part.pages
    kept = book.retention(course.outcome, on)
    return Arranged(tuple(entries), gaps(parts, course, on, book), kept, until(kept, on), page)


def until(retention: Retention, closed_on: date) -> date | None:
    """Return the last day on which a dossier must be kept, None where it is kept for ever."""
    return None if retention.years is None else add_years(closed_on, retention.years)


def gaps(parts: Iterable[Part], course: Course, on: date, book: Book) -> tuple[Gap, ...]:
    """Return what is lacking by name: required parts that are not there, and parts without readable bytes."""
    there = [part for part in parts if part.sha256]
    wanted = [r for r in book.required if _applies(r, course, on) and not any(_is(r, part) for part in there)]
    lost = [part for part in parts if not part.sha256]
    return (*(Gap(r.name, r.basis) for r in wanted), *(Gap(part.title, part.lacking) for part in lost))


def _applies(wanted: Requirement, course: Course, on: date) -> bool:
    known: tuple[tuple[Collection[str], Collection[str]], ...] = (
        (wanted.items, {course.item}),
        (wanted.outcomes, {course.outcome}),
        (wanted.after, course.steps),
    )
    in_force = wanted.valid_from <= on and (wanted.valid_to is None or on <= wanted.valid_to)
    return in_force and all(not limit or set(limit) & set(have) for limit, have in known)


def _is(wanted: Requirement, part: Part) -> bool:
    return part.section == wanted.part and (not wanted.kinds or part.kind in wanted.kinds)


def late(parts: Iterable[Part], kept: Collection[str]) -> list[Part]:
    """Return what came after the dossier was locked: files that no entry names (sheets of our own are not files)."""
    return [part for part in parts if part.key not in kept and part.data is None and part.sha256]


def measured(part: Part, pages: int, lacking: str = "") -> Part:
    """Return a part with the pages that it takes."""
    return replace(part, pages=pages, lacking=lacking or part.lacking)
