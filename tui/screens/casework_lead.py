"""The form of a lead: what is known of a case, entered at first and completed or corrected until its notice."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from models.casework import CaseSource
from models.values import DISTRICTS
from tui.language import N_, _
from tui.screens.casework_form import YES_NO
from tui.screens.casework_words import SOURCES
from tui.widgets.form import Blank, Faults, Values
from tui.words import KINDS

if TYPE_CHECKING:
    from usecases.casework import Facts

DAYS, FLAGS = ("found_on", "acted_on"), ("harmful", "ownerless")
DAY = N_("写作 2026-01-31")
FIELDS = {
    "found_on": "发现日期",
    "acted_on": "违法行为终了",
    "summary": "案情",
    "cause": "案由",
    "party.number": "证件号码",
}


def blanks(today: date) -> list[Blank]:
    """Return the fields of a lead; causes are those in force today."""
    from content.lawbook import lawbook

    causes = {cause.id: cause.name for cause in lawbook().in_force(today).causes.values()}
    return [
        Blank("source", N_("来源"), needed=True, options=SOURCES, value="patrol"),
        Blank("source_ref", N_("来文或者举报编号"), 64),
        Blank("found_on", N_("发现日期"), 10, value=today.isoformat(), needed=True, hint=DAY),
        Blank("summary", N_("案情摘要"), 2000, needed=True),
        Blank("place", N_("案发地点"), 200),
        Blank("district", N_("辖区"), options=DISTRICTS),
        Blank("cause", N_("案由"), options=causes, coded=True),
        Blank("acted_on", N_("行为终了"), 10, hint=N_("有持续的，写终了之日；据此判断追责期限")),
        Blank("harmful", N_("危害后果"), options=YES_NO, hint=N_("涉及生命健康、金融安全且有危害后果的，追责期限五年")),
        Blank("ownerless", N_("无主物品"), options=YES_NO),
        Blank("licence_no", N_("许可证号"), 12),
        Blank("party.kind", N_("当事人类型"), options=KINDS),
        Blank("party.name", N_("当事人"), 200),
        Blank("party.number", N_("证件号码"), 40, hint=N_("身份证号或者统一社会信用代码")),
        Blank("party.phone", N_("电话"), 40),
        Blank("party.address", N_("住址"), 200),
        Blank("party.legal_rep", N_("负责人"), 50),
    ]


def filled(fields: Sequence[Blank], facts: "Facts") -> list[Blank]:
    """Return the fields with what is known."""
    from dataclasses import replace

    return [replace(blank, value=_text(_known(facts, blank.name))) for blank in fields]


def _known(facts: "Facts", name: str) -> Any:
    return facts.party.get(name.removeprefix("party.")) if name.startswith("party.") else getattr(facts, name)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, CaseSource):
        return value.value
    return "" if value is None else str(value)


def read(values: Values, known: "Facts | None" = None) -> tuple["Facts | None", Faults]:
    """Return the facts of a filled form, and what cannot be read; what the form does not ask for stays as it was."""
    from usecases.casework import Facts

    faults = [(name, _("写作 2026-01-31")) for name in DAYS if _day(values[name]) is None and values[name]]
    if faults:
        return None, faults
    party = dict(known.party) if known else {}
    party |= {name.removeprefix("party."): value for name, value in values.items() if name.startswith("party.")}
    plain: dict[str, Any] = {name: value for name, value in values.items() if "." not in name}
    plain |= {name: _day(values[name]) for name in DAYS} | {name: values[name] == "yes" for name in FLAGS}
    plain |= {"source": CaseSource(values["source"]), "party": {k: v for k, v in party.items() if v}}
    return Facts(**plain), []


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def faults_of(message: str) -> Faults:
    """Return what the use case has against a lead, each fault at the field that it is about."""
    parts = message.rstrip("。").split("；")
    return [(next((name for name, word in FIELDS.items() if word in part), ""), part) for part in parts]
