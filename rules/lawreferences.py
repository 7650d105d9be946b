"""References from one law to another that meet another provision than they mean: a lint by date, no refusal."""

from collections.abc import Iterator
from datetime import date

from rules.basis import LegalBasis
from rules.lawbook import Dated, LawBook
from rules.lawfiles import Raw

BASIS = LegalBasis("烟草专卖法实施条例", 2023, "第五十一条至第五十四条", "TML_IR 51–54")


def stale(book: LawBook) -> Iterator[str]:
    """Yield each reference with the days on which the cited article is about something else, or is not known."""
    provisions = book.tables["provision"]
    for reference in book.tables["reference"]:
        row = reference.row
        for first, last in _cited_otherwise(reference, provisions):
            until = f"{first}起" if last == date.max else f"{first}至{last}"
            yield (
                f"{row['instrument']} {row['ref']}（{reference.place}）引用{row['cites']}第{row['number']}条，"
                f"{until}应为第{_meant(row, provisions, first)}条（{row['about']}）"
            )


def _meant(reference: Raw, provisions: tuple[Dated[Raw], ...], on: date) -> str:
    """Return under which number the article that is meant stands on a day, "?" where nobody knows."""
    then = (provision.row for provision in provisions if provision.span.holds(on))
    return next((str(row["number"]) for row in then if _is(row, reference, about=reference["about"])), "?")


def _is(provision: Raw, reference: Raw, **wanted: object) -> bool:
    same = provision["instrument"] == reference["cites"]
    return same and all(provision[name] == value for name, value in wanted.items())


def _cited_otherwise(reference: Dated[Raw], provisions: tuple[Dated[Raw], ...]) -> Iterator[tuple[date, date]]:
    """Yield the days of a reference on which the article under its number is about something else."""
    for provision in provisions:
        if _is(provision.row, reference.row, number=reference.row["number"]):
            first = max(reference.span.valid_from, provision.span.valid_from)
            last = min(reference.span.valid_to, provision.span.valid_to)
            if first <= last and provision.row["about"] != reference.row["about"]:
                yield first, last
