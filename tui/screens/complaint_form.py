"""The form of an item of the hotline: what was told, and who told it, which is never kept as a draft."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from models.complaints import HotlineKind, HotlineWay, Reporter
from models.values import DISTRICTS
from rules.complaint_words import words_in
from tui.language import N_, _
from tui.screens.complaint_words import KINDS, WAYS
from tui.widgets.form import Blank, Faults, Form, Values

if TYPE_CHECKING:
    from usecases.complaints import Intake

DAYS = ("received_on", "acted_on")
SECRET = "reporter."  # noqa: S105  # the beginning of the fields of the drawer
HINT = N_("保密；不会出现在案件和文书里")


class ConfidentialForm(Form):
    """A form whose words lie nowhere until it is entered: a draft would lie open in the database."""

    KEPT: ClassVar[bool] = False


def blanks(today: date) -> list[Blank]:
    """Return the fields of an item."""
    from content.complaintbook import matters

    names = {matter.id: matter.name for matter in matters(today).values()}
    return [
        Blank("kind", N_("种类"), options=KINDS, value="report", needed=True),
        Blank("way", N_("方式"), options=WAYS, value="phone", needed=True),
        Blank("matter", N_("事项"), options=names, needed=True),
        Blank("gist", N_("内容"), 2000, needed=True, hint=N_("不写来件人的姓名和可以认出来件人的话")),
        Blank("asks", N_("具体请求"), 500, hint=N_("投诉必填")),
        Blank("against", N_("被反映人"), 200),
        Blank("place", N_("地点"), 200),
        Blank("district", N_("辖区"), options=DISTRICTS),
        Blank("acted_on", N_("行为日期"), 10, hint=N_("写作 2026-01-31")),
        Blank("received_on", N_("收到日期"), 10, value=today.isoformat(), needed=True),
        Blank("reporter.name", N_("来件人姓名"), 100, hint=HINT),
        Blank("reporter.phone", N_("来件人电话"), 40),
        Blank("reporter.id_no", N_("来件人证件号"), 40),
        Blank("reporter.address", N_("来件人住址"), 200),
        Blank("reporter.words", N_("可认出的字样"), 500, hint=N_("车牌、职业等，用逗号隔开；案件里写到就会提示")),
        Blank("reporter.told", N_("原话"), 4000, hint=HINT),
    ]


def read(values: Values) -> "tuple[Intake | None, Reporter | None, Faults]":
    """Return what was told, who told it (None: nobody is known), and what cannot be read."""
    from usecases.complaints import Intake

    faults = [(name, _("写作 2026-01-31")) for name in DAYS if values[name] and day_of(values[name]) is None]
    faults += [(name, _("必填")) for name in ("matter", "gist") if not values[name].strip()]
    if faults:
        return None, None, faults
    plain: dict[str, Any] = {name: value for name, value in values.items() if not name.startswith(SECRET)}
    plain |= {name: day_of(values[name]) for name in DAYS}
    plain |= {"kind": HotlineKind(values["kind"]), "way": HotlineWay(values["way"])}
    who = {name.removeprefix(SECRET): value for name, value in values.items() if name.startswith(SECRET)}
    words = words_in(who.pop("words"))
    return Intake(**plain), Reporter(**who, words=words) if any(who.values()) or words else None, []


def day_of(text: str) -> date | None:
    """Return a day as it was written, None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
