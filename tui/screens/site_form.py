"""The form for what inspectors found on the spot, and the object that the examination keeps of it."""

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

from models.values import Officer, Role
from tui.language import N_, _
from tui.widgets.form import Blank, Faults, Values

FOUND = {"": N_("未核查"), "true": N_("是"), "false": N_("否")}
DISTANCES = ("school_distance_m", "nearest_shop_m")
ANSWERS = ("fixed", "separate_from_home", "safe")


def blanks(people: Sequence[Officer], today: date) -> list[Blank]:
    """Return the fields; inspectors are offered where there are two of them, otherwise everybody."""
    inspectors = [o for o in people if Role.INSPECTOR in o.roles]
    offered = inspectors if len(inspectors) > 1 else people
    names = {o.login: o.name for o in offered}
    metres = N_("米；不填为未测量")
    return [
        Blank("inspectors", N_("核查人员"), needed=True, options=names, many=True, hint=N_("两名以上")),
        Blank("checked_on", N_("核查日期"), 10, value=today.isoformat(), needed=True, hint=N_("写作 2026-01-31")),
        Blank("school_distance_m", N_("距学校"), 10, hint=metres),
        Blank("nearest_shop_m", N_("距最近零售点"), 10, hint=metres),
        Blank("method", N_("测量方法"), 100, hint=N_("例如：激光测距仪，按步行路径")),
        Blank("fixed", N_("固定场所"), options=FOUND),
        Blank("separate_from_home", N_("与住所独立"), options=FOUND),
        Blank("safe", N_("安全"), options=FOUND, hint=N_("没有不适宜经营卷烟的安全因素")),
        Blank("conclusion", N_("核查结论"), 300),
        Blank("note", N_("告知申请人"), 300, hint=N_("写入办理进度；不填为“正在审查”")),
    ]


def faults_of(values: Values, today: date) -> Faults:
    """Return what cannot be kept: too few inspectors, no day, no distance."""
    found = [] if len(values["inspectors"].split(",")) > 1 else [("inspectors", _("实地核查须由两名以上人员进行"))]
    if not _is_past_day(values["checked_on"], today):
        found.append(("checked_on", _("应为不晚于今天的日期，写作 2026-01-31")))
    found += [(name, _("应为不小于零的数")) for name in DISTANCES if values[name] and not _is_distance(values[name])]
    return found


def site_check(values: Values) -> dict[str, Any]:
    """Return what `applications.examine` keeps; what nobody looked at is left out."""
    texts = {name: values[name] for name in ("checked_on", "method", "conclusion") if values[name]}
    metres = {name: float(values[name]) for name in DISTANCES if values[name]}
    answers = {name: values[name] == "true" for name in ANSWERS if values[name]}
    return {"inspectors": values["inspectors"].split(","), **texts, **metres, **answers}


def _is_past_day(text: str, today: date) -> bool:
    try:
        return date.fromisoformat(text) <= today
    except ValueError:
        return False


def _is_distance(text: str) -> bool:
    try:
        return math.isfinite(float(text)) and float(text) >= 0
    except ValueError:
        return False
