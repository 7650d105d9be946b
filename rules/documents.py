"""Documents as data: what each kind is called, cites and must say, and how it is numbered."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from models.errors import InvalidInput
from models.said import said, together
from rules.basis import LegalBasis

BASIS = LegalBasis("行政许可法", 2019, "第三十八条、第三十九条", "ALL 38, 39")
EMPTY: dict[str, Any] = {"text": "", "day": "", "number": 0, "flag": False, "texts": [], "rows": []}
REMEDIES = ("reconsideration_days", "reconsideration_body", "litigation_months", "court")
OWN = ("number", "title", "bureau", "issued_on", "basis", "qr", *REMEDIES)  # what the house fills in by itself
USED = re.compile(r"(?<!\w)(?<!\w\.)d\.([a-z][a-z0-9_]*)")


@dataclass(frozen=True, slots=True)
class Blank:
    """One named field: its type (text, day, number, flag, texts, rows), its Chinese name, whether it must be filled."""

    name: str
    type: str
    zh: str
    required: bool


@dataclass(frozen=True, slots=True)
class Article:
    """One cited article: the short key of its instrument and its Chinese text."""

    instrument: str
    article: str


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One kind of document from `valid_from` on; `series` and `word` tell its numbers apart: 厦烟许受〔2026〕第1号."""

    kind: str
    title: str
    word: str
    valid_from: date
    basis: tuple[Article, ...]
    blanks: Mapping[str, Blank]
    sealed: bool = True
    pages: int = 1
    copies: int = 1
    retention: str = ""
    series: str = "烟许"  # what stands before the word: 烟许 of licensing, 烟 of enforcement


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every kind with its versions, what all have in common, and sample data for previews."""

    kinds: tuple[DocumentKind, ...]
    remedies: Mapping[str, Any]
    formal: Mapping[str, str]  # titles of instruments as documents cite them
    samples: Mapping[str, Any]

    def names(self) -> list[str]:
        """Return the code names of all kinds, in the catalogue's order."""
        return list(dict.fromkeys(k.kind for k in self.kinds))

    def sample(self, kind: str, blank: str) -> Any:
        """Return the sample value of a blank: the kind's own, else the common one, None where there is none."""
        return self.samples.get(f"{kind}.{blank}", self.samples.get(blank))

    def kind(self, name: str, on: date) -> DocumentKind:
        """Return a kind as it is on a day; raises InvalidInput for one that is not there."""
        found = [k for k in self.kinds if k.kind == name and k.valid_from <= on]
        if not found:
            raise InvalidInput(
                said("文书目录中没有“{name}”。", name=name), kept="没有任何改动。", do_next="请检查 catalogue.toml。"
            )
        return max(found, key=lambda k: k.valid_from)


def parse(texts: Iterable[tuple[str, str]]) -> Catalogue:
    """Read catalogues (file name, TOML); a kind in a later one replaces the same kind of an earlier one.

    Raises InvalidInput naming file and kind.
    """
    kinds: dict[str, list[DocumentKind]] = {}
    common: dict[str, Any] = {"blanks": {}, "remedies": {}, "instruments": {}, "samples": {}}
    for name, text in texts:
        try:
            raw = tomllib.loads(text)
            for table in common:
                common[table] |= raw.get(table, {})
            fresh: dict[str, list[DocumentKind]] = {}
            for row in raw.get("document", []):
                fresh.setdefault(row["kind"], []).append(_kind(row, common["blanks"]))
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInput(
                said("文书目录 {name} 有误：{error}。", name=name, error=error), do_next="请改正后重试。"
            ) from error
        kinds |= fresh
    every = tuple(k for versions in kinds.values() for k in versions)
    return Catalogue(every, common["remedies"], common["instruments"], common["samples"])


def _kind(row: dict[str, Any], common: Mapping[str, str]) -> DocumentKind:
    if not isinstance(row["valid_from"], date):
        raise TypeError(f"{row['kind']}: valid_from")
    blanks = {name: _blank(name, told) for name, told in {**common, **row.get("blanks", {})}.items()}
    basis = tuple(Article(*one.split(" ", 1)) for one in row.get("basis", []))
    kept = {name: row[name] for name in ("sealed", "pages", "copies", "retention", "series") if name in row}
    return DocumentKind(row["kind"], row["title"], row["word"], row["valid_from"], basis, blanks, **kept)


@cache
def _blank(name: str, told: str) -> Blank:
    """Read one blank: "day? 受理日期" (a question mark: may be left empty); what many papers have is kept once."""
    kind, _, zh = told.partition(" ")
    if kind.rstrip("?") not in EMPTY:
        raise ValueError(f"{name}: {kind}")
    return Blank(name, kind.rstrip("?"), zh, required=not kind.endswith("?"))


def number(kind: DocumentKind, short_name: str, year: int, serial: int) -> str:
    """Return a document number with the year in corner brackets (GB/T 9704): 厦烟许准〔2026〕第12号."""
    return f"{short_name}{kind.series}{kind.word}〔{year}〕第{serial}号"


def filled(kind: DocumentKind, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the value of every blank; what may be empty and is not given is empty.

    Raises InvalidInput naming each blank that is missing, unknown or of another type.
    """
    faults = [f"没有“{name}”这个空项" for name in facts if name not in kind.blanks]
    values: dict[str, Any] = {}
    for blank in kind.blanks.values():
        value = _plain(facts.get(blank.name))
        if value in (None, "", []) or (blank.type == "text" and not str(value).strip()):
            if blank.required:
                faults.append(f"缺少“{blank.zh}”（{blank.name}）")
            values[blank.name] = EMPTY[blank.type]
        elif fits(blank.type, value):
            values[blank.name] = value
        else:
            faults.append(f"“{blank.zh}”（{blank.name}）应为{blank.type}")
    if faults:
        raise InvalidInput(
            said("{title}填写不全：{faults}。", title=kind.title, faults=together(faults)),
            kept="没有任何改动。",
            do_next="请补齐后重试。",
        )
    return values


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def fits(kind: str, value: Any) -> bool:
    """Tell whether a value is of a blank's type."""
    if kind == "day":
        return isinstance(value, str) and _is_day(value)
    if kind in ("texts", "rows"):
        inner = str if kind == "texts" else list
        return isinstance(value, list) and all(isinstance(one, inner) for one in value)
    if kind == "flag":
        return isinstance(value, bool)
    return isinstance(value, str if kind == "text" else int) and not isinstance(value, bool)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def faults(kind: DocumentKind, source: str, frame: str) -> list[tuple[int, str]]:
    """Return what is wrong with a template's blanks as (line, words); line 0 = the whole template.

    What the parts of the frame print counts as printed by the template that uses them.
    """
    code = [line.split("//")[0] for line in source.splitlines()]
    named = [(n, name) for n, line in enumerate(code, 1) for name in USED.findall(line)]
    printed = {name for _n, name in named} | _by_frame("\n".join(code), _parts(frame))
    printed |= {"qr_text"} if "qr" in printed else set()
    known = {*kind.blanks, *OWN}
    found = [(n, f"没有“{name}”这个空项") for n, name in named if name not in known]
    found += [
        (0, f"必填的“{blank.zh}”（{blank.name}）没有用到")
        for blank in kind.blanks.values()
        if blank.required and blank.name not in printed
    ]
    return found


def _parts(frame: str) -> dict[str, str]:
    """Return the frame's own parts by name: `#let party = …` up to the next one."""
    pieces = re.split(r"^#let ([a-z-]+)", frame, flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def _by_frame(code: str, parts: Mapping[str, str]) -> set[str]:
    """Return the blanks that the parts print which a text uses, and the parts that those use in turn."""
    printed: set[str] = set()
    waiting, seen = [code], set[str]()
    while waiting:
        words = set(re.findall(r"[a-z][a-z-]*", waiting.pop()))
        for name in words & parts.keys() - seen:
            seen.add(name)
            printed |= set(USED.findall(parts[name]))
            waiting.append(parts[name])
    return printed
