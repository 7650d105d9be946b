"""The form for a penalty decision that was taken on paper: its fields, and the object that the use case reads."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from tui.language import N_
from tui.widgets.form import Blank, Values
from tui.words import KINDS, PENALTY_KINDS

DATE = N_("写作 2026-01-31")


def blanks(today: date) -> list[Blank]:
    """Return the fields; causes are those in force today."""
    from content.lawbook import lawbook

    causes = {cause.id: cause.name for cause in lawbook().in_force(today).causes.values()}
    return [
        Blank("document_no", N_("决定书文号"), 128, hint=N_("例如 厦烟处〔2026〕第12号"), needed=True),
        Blank("decided_on", N_("决定日期"), 10, hint=DATE, needed=True),
        Blank("acted_on", N_("违法行为发生日"), 10, hint=N_("有持续的，写终了之日；据此判断是否未成年")),
        Blank("party.kind", N_("当事人类型"), needed=True, options=KINDS),
        Blank("party.name", N_("当事人"), 200, needed=True, hint=N_("个体工商户写字号名称")),
        Blank("party.id_no", N_("证件号码"), 40, hint=N_("自然人的证件号码")),
        Blank("party.uscc", N_("信用代码"), 18, hint=N_("统一社会信用代码，18 位")),
        Blank("party.registration_no", N_("工商注册号"), 15),
        Blank("party.legal_rep.name", N_("法定代表人"), 50, hint=N_("个体工商户写经营者")),
        Blank("party.legal_rep.id_no", N_("其证件号码"), 40),
        Blank("cause", N_("案由"), needed=True, options=causes, coded=True),
        Blank("violation", N_("违法行为类型"), 2000),
        Blank("facts", N_("违法事实"), 5000, needed=True),
        Blank("basis", N_("处罚依据"), 2048, needed=True),
        Blank("kinds", N_("处罚种类"), needed=True, options=PENALTY_KINDS, many=True),
        Blank("content", N_("处罚内容"), 4000, needed=True),
        Blank("base", N_("计罚基数（元）"), 16, hint=N_("例如 12345.67；固定数额的案由不填")),
        Blank("fine", N_("罚款（元）"), 16),
        Blank("confiscated", N_("没收（元）"), 16),
        Blank("certificate", N_("吊销证照"), 200, hint=N_("证照名称及编号")),
        Blank("simple_procedure", N_("简易程序"), options={"": N_("否"), "true": N_("是")}),
        Blank("valid_until", N_("处罚有效期"), 10, hint=DATE, needed=True),
        Blank("publicity_until", N_("公示截止期"), 10, hint=DATE),
        Blank("note", N_("备注"), 512),
    ]


def filled(fields: Sequence[Blank], row: Mapping[str, Any]) -> list[Blank]:
    """Return the fields with what is recorded of a decision, to be corrected; the number stays as it is."""
    from usecases.penalty_forms import NAMES

    values = {NAMES[column]: _as_text(row[column]) for column in NAMES if row.get(column)}
    return [replace(blank, value=values.get(blank.name, "")) for blank in fields]


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else ""
    if isinstance(value, int):
        return f"{value // 100}.{value % 100:02d}"
    return ",".join(value) if isinstance(value, list | tuple) else str(value)


def nested(values: Values) -> dict[str, Any]:
    """Return the filled fields as the object of `penalty_forms.read_form`."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if value:
            *above, last = name.split(".")
            place = found
            for part in above:
                place = place.setdefault(part, {})
            place[last] = value
    if "kinds" in found:
        found["kinds"] = found["kinds"].split(",")
    if "simple_procedure" in found:
        found["simple_procedure"] = True
    return found
