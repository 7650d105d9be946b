"""The form of any step of a case: its blanks as fields, filled with what is known, and read as what the step says."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from models.errors import BureauError
from models.values import SHANGHAI, Officer
from models.values import yuan as in_figures  # without the commas of the screen: it is typed over
from rules.casework import forms
from rules.casework.serving import WAYS
from tui.language import N_, _
from tui.widgets.form import Blank, Faults, Values
from tui.words import PENALTY_KINDS, yuan

if TYPE_CHECKING:
    from usecases.casework_book import Book

MONEY = re.compile(r"[0-9]{1,13}(?:\.[0-9]{1,2})?", re.ASCII)
YES_NO = {"yes": N_("是"), "no": N_("否")}
HINTS = {
    "day": N_("写作 2026-01-31"), "moment": N_("写作 2026-01-31 09:30"), "number": N_("整数"),
    "fen": N_("元，例如 1000.00"), "texts": N_("多项之间用；隔开"),
    "rows": N_("每行之间用；隔开，行内各栏之间用／隔开"), "people": N_("两名以上有执法证件的人员"),
}  # fmt: skip
SERVED_BY = "送达方式"
LIMITS = {"day": 10, "moment": 16, "number": 9, "fen": 16}
CARRIED = (
    "facts",
    "kinds",
    "base",
    "fine",
    "confiscated",
    "in_kind",
    "content",
    "place",
    "nature",
    "proposal",
)  # said once, not twice


@dataclass(frozen=True)
class Known:
    """What a form may offer: the case as a book, and the officers who serve."""

    book: "Book"
    people: Sequence[Officer]
    told: Mapping[str, Any] = field(default_factory=dict)  # by the scene: blanks that nobody writes again

    @property
    def offered(self) -> list[list[Any]]:
        """Rows of goods to choose from (barcode, name, amount): those that the scene means, else all of the case."""
        meant = [row for row in self.told.get("goods", ()) if isinstance(row, list)]
        return meant or [[one.barcode, one.product, one.packs] for one in self.book.goods]


def fields(deed: str, known: Known) -> list[Blank]:
    """Return the fields of a step, filled with what the case says already."""
    return [_field(blank, deed, known) for blank in forms.blanks(deed)]


def _field(blank: forms.Blank, deed: str, known: Known) -> Blank:
    options, many = _options(blank, known)
    there = blank.key in known.told and blank.key != "goods"
    value = _from_scene(blank.kind, known.told[blank.key], options) if there else _value(blank, deed, known, options)
    return Blank(
        blank.key, blank.name, LIMITS.get(blank.kind, forms.LONGEST), _hint(blank, known), value,
        needed=not blank.optional, options=options, many=many,
    )  # fmt: skip


def _hint(blank: forms.Blank, known: Known) -> str:
    amount = known.book.amount
    if blank.key == "fine" and amount is not None and amount.weighed.low is not None:
        low, high = yuan(amount.weighed.low), yuan(amount.weighed.high)
        return _("可以决定：{low} 元至 {high} 元").format(low=low, high=high)
    if blank.key == "on":
        return N_("不填为今天；写作 2026-01-31")
    return HINTS.get(blank.kind, "")


def _options(blank: forms.Blank, known: Known) -> tuple[Mapping[str, str], bool]:
    """Return what may be chosen for a blank, and whether several of it."""
    if blank.kind in MANY:
        return MANY[blank.kind](known), True
    if blank.key in MANY:
        return MANY[blank.key](known), True
    if blank.name == SERVED_BY:
        return {way: way for way in WAYS}, False
    return (YES_NO if blank.kind == "flag" else ONE[blank.key](known) if blank.key in ONE else {}), False


def _preserved(known: Known) -> Mapping[str, str]:
    kept = known.book.detail.case.standing.preserved
    return {str(one.said.get("notice")): str(one.said.get("place", "")) for one in kept}


def _disposed(known: Known) -> Mapping[str, str]:
    steps = [step for step in known.book.detail.steps if step.deed == "case.preservation_disposed"]
    return {step.document_no: str(step.said.get("disposal", "")) for step in steps}


ONE: Mapping[str, Callable[[Known], Mapping[str, str]]] = {
    "login": lambda known: {one[0]: one[1] for one in known.book.detail.case.standing.team},
    "notice": _preserved,
    "disposal_no": _disposed,
    "host": lambda known: {one.login: one.name for one in known.people},
    "recorder": lambda known: {one.login: one.name for one in known.people},
}
MANY: Mapping[str, Callable[[Known], Mapping[str, str]]] = {
    "people": lambda known: {one.login: f"{one.name} {one.certificate_no}" for one in _certified(known)},
    "kinds": lambda _known: PENALTY_KINDS,
    "goods": lambda known: {str(n): f"{name} {amount}" for n, (_code, name, amount) in enumerate(known.offered)},
}


def _certified(known: Known) -> list[Officer]:
    return [one for one in known.people if one.certificate_no]


def _value(blank: forms.Blank, deed: str, known: Known, options: Mapping[str, str]) -> str:
    standing = known.book.detail.case.standing
    if blank.kind == "people":
        team = [person[0] for person in standing.team if person[0] in options]
        return "" if deed == "case.recused" else ",".join(team)
    if blank.key == "goods":
        return ",".join(options)
    if deed == "case.surcharge_decided" and blank.key == "amount" and known.book.money is not None:
        return in_figures(known.book.money.surcharge_open)
    if blank.key in CARRIED:
        said = next((step.said[blank.key] for step in reversed(standing.taken) if step.said.get(blank.key)), None)
        if said is None and blank.key == "base" and blank.kind == "fen" and known.book.amount is not None:
            said = known.book.amount.base
        if said is None and blank.key == "place":
            said = known.book.detail.case.row["place"]
        return "" if said is None else _as_text(blank.kind, said)
    return ""


def _from_scene(kind: str, said: Any, options: Mapping[str, str]) -> str:
    """Return what the scene said as a form shows it."""
    if kind == "moment":
        return datetime.fromisoformat(said).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    if kind == "people":
        return ",".join(login for login in said if login in options)
    if kind == "flag":
        return "yes" if said else ""
    return _as_text(kind, said)


def _as_text(kind: str, value: Any) -> str:
    if kind == "fen":
        return in_figures(value)
    return ",".join(value) if isinstance(value, list | tuple) else str(value)


def read(deed: str, values: Values, known: Known) -> tuple[dict[str, Any], Faults]:
    """Return what a step says, and what cannot be read as (field, message); empty fields say nothing."""
    said: dict[str, Any] = {}
    faults: list[tuple[str, str]] = []
    for blank in forms.blanks(deed):
        text = values.get(blank.key, "")
        if not text:
            continue
        try:
            said[blank.key] = _goods(text, known) if blank.key == "goods" else READ[blank.kind](text)
        except ValueError:
            faults.append((blank.key, _("看不懂：{hint}").format(hint=_(HINTS.get(blank.kind, "")))))
    return said, faults


def faults_of(error: BureauError, deed: str) -> Faults:
    """Return what a use case has against a form, each fault at the field that it names."""
    parts = str(error.message).rstrip("。").split("；")
    named = {f"“{blank.name}”": blank.key for blank in forms.blanks(deed)}
    return [(next((key for name, key in named.items() if name in part), ""), part) for part in parts]


def _goods(text: str, known: Known) -> list[list[object]]:
    return [known.offered[int(place)] for place in text.split(",")] if known.offered else _rows(text)


def _moment(text: str) -> str:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI).isoformat(timespec="minutes")


def in_fen(text: str) -> int:
    """Return a sum that was typed in yuan; raises ValueError."""
    if not MONEY.fullmatch(text):
        raise ValueError(text)
    whole, _point, rest = text.partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0") or 0)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise ValueError(text)
    return int(text)


def _texts(text: str) -> list[str]:
    return [part.strip() for part in re.split("[,;；]", text) if part.strip()]


def _rows(text: str) -> list[list[object]]:
    return [[cell.strip() for cell in re.split("[/／]", row)] for row in re.split("[;；]", text) if row.strip()]


READ: Mapping[str, Callable[[str], Any]] = {
    "text": str,
    "day": str,
    "moment": _moment,
    "number": _number,
    "fen": in_fen,
    "flag": lambda text: text == "yes",
    "rows": _rows,
    "texts": _texts,
    "people": lambda text: text.split(","),
}
